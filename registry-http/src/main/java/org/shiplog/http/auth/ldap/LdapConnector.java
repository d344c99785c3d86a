package org.shiplog.http.auth.ldap;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPConnectionOptions;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.extensions.StartTLSExtendedRequest;
import javax.net.SocketFactory;
import org.shiplog.http.auth.ldap.LdapPlan.Address;
import org.shiplog.http.auth.ldap.LdapPlan.Encryption;

/**
 * Connects to the server, once for each operation: connections that wait for the next are closed by servers and firewalls
 * unnoticed, and a connection on which somebody has logged in is theirs.
 */
final class LdapConnector {
    private static final int MOST_OF_A_MESSAGE = 4 * 1024 * 1024;
    private static final int ANSWERS_PER_OPERATION = 3;

    private final LdapPlan.Server server;
    private final TlsSockets tls;

    LdapConnector(LdapPlan.Server server) {
        this.server = server;
        this.tls = TlsSockets.trusting(server.trust(), server.timeout());
    }

    /** A session that nobody has logged in to, encrypted as is set. */
    LdapSession connect() throws LDAPException {
        Deadline deadline = Deadline.in(server.timeout().multipliedBy(ANSWERS_PER_OPERATION));
        Address address = server.address();
        TlsSockets encrypted = tls.forOneConnection();
        SocketFactory sockets = address.encryption() == Encryption.TLS ? encrypted : SocketFactory.getDefault();
        LDAPConnection connection = new LDAPConnection(sockets, options(), address.host(), address.port());
        if (address.encryption() == Encryption.START_TLS) {
            startTls(connection, encrypted);
        }
        return new LdapSession(connection, server.timeout(), deadline);
    }

    private static void startTls(LDAPConnection connection, TlsSockets sockets) throws LDAPException {
        try {
            var result = connection.processExtendedOperation(new StartTLSExtendedRequest(sockets));
            if (!result.getResultCode().equals(ResultCode.SUCCESS)) {
                throw new LDAPException(result);
            }
        } catch (LDAPException e) {
            connection.close();
            throw e;
        }
    }

    private LDAPConnectionOptions options() {
        int timeoutMillis = Math.toIntExact(server.timeout().toMillis());
        LDAPConnectionOptions options = new LDAPConnectionOptions();
        options.setConnectTimeoutMillis(timeoutMillis);
        options.setResponseTimeoutMillis(timeoutMillis);
        options.setMaxMessageSize(MOST_OF_A_MESSAGE);
        options.setFollowReferrals(false);
        options.setBindWithDNRequiresPassword(true);
        // Answers are read by whoever asked: no thread per connection.
        options.setUseSynchronousMode(true);
        return options;
    }
}
