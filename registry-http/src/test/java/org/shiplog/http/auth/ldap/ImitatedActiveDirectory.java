package org.shiplog.http.auth.ldap;

import com.unboundid.ldap.listener.InMemoryDirectoryServer;
import com.unboundid.ldap.listener.InMemoryDirectoryServerConfig;
import com.unboundid.ldap.listener.InMemoryListenerConfig;
import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedSearchRequest;
import com.unboundid.ldap.listener.interceptor.InMemoryOperationInterceptor;
import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchResultEntry;
import com.unboundid.ldap.sdk.SearchScope;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.shiplog.http.auth.ldap.LdapSettings.Server;

/** What no free server has: one that says it is an Active Directory, and looks through groups within groups when it is asked to. */
public final class ImitatedActiveDirectory implements AutoCloseable {
    public static final String BASE = "dc=example,dc=org";
    public static final String READER = "cn=reader," + BASE;
    public static final String READER_PASSWORD = "reader-secret";

    private static final String IN_CHAIN = "1.2.840.113556.1.4.1941";

    private final List<SearchRequest> searches = new CopyOnWriteArrayList<>();
    private final InMemoryDirectoryServer server;

    private ImitatedActiveDirectory(List<Attribute> capabilities, boolean limitsKept) throws LDAPException {
        InMemoryDirectoryServerConfig config = new InMemoryDirectoryServerConfig(BASE);
        config.setListenerConfigs(
                InMemoryListenerConfig.createLDAPConfig("loopback", InetAddress.getLoopbackAddress(), 0, null));
        config.addAdditionalBindCredentials(READER, READER_PASSWORD);
        config.setSchema(null);
        config.setCustomRootDSEAttributes(capabilities);
        config.addInMemoryOperationInterceptor(new Interceptor(limitsKept));
        server = new InMemoryDirectoryServer(config);
        server.add(BASE, new Attribute("objectClass", "domain"));
        server.startListening();
    }

    static ImitatedActiveDirectory start() throws LDAPException {
        return new ImitatedActiveDirectory(
                List.of(new Attribute("supportedCapabilities", "1.2.840.113556.1.4.1670", "1.2.840.113556.1.4.800")),
                true);
    }

    /** One that says nothing of the kind. */
    public static ImitatedActiveDirectory ordinary() throws LDAPException {
        return new ImitatedActiveDirectory(List.of(), true);
    }

    /** One that sends everything that it has. */
    static ImitatedActiveDirectory boundless() throws LDAPException {
        return new ImitatedActiveDirectory(List.of(), false);
    }

    public Server address() {
        return new Server("ldap://127.0.0.1:" + server.getListenPort(), false, true, "", Duration.ofSeconds(5));
    }

    public void addUser(String name) throws LDAPException {
        server.add(
                "cn=%s,%s".formatted(name, BASE),
                new Attribute("objectClass", "user"),
                new Attribute("sAMAccountName", name),
                new Attribute("userPassword", name + "-secret"));
    }

    void addGroup(String name, String... members) throws LDAPException {
        server.add(
                "cn=%s,%s".formatted(name, BASE),
                new Attribute("objectClass", "group"),
                new Attribute("member", members));
    }

    /** What it was asked so far. */
    List<SearchRequest> searches() {
        return searches;
    }

    @Override
    public void close() {
        server.close();
    }

    private final class Interceptor extends InMemoryOperationInterceptor {
        private final boolean limitsKept;

        private Interceptor(boolean limitsKept) {
            this.limitsKept = limitsKept;
        }

        @Override
        public void processSearchRequest(InMemoryInterceptedSearchRequest intercepted) throws LDAPException {
            SearchRequest request = intercepted.getRequest().duplicate();
            searches.add(request.duplicate());
            request.setFilter(withoutChains(request.getFilter()));
            if (!limitsKept) {
                request.setSizeLimit(0);
            }
            intercepted.setRequest(request);
        }
    }

    private Filter withoutChains(Filter filter) throws LDAPException {
        return switch (filter.getFilterType()) {
            case Filter.FILTER_TYPE_AND -> {
                List<Filter> parts = new ArrayList<>();
                for (Filter part : filter.getComponents()) {
                    parts.add(withoutChains(part));
                }
                yield Filter.createANDFilter(parts);
            }
            case Filter.FILTER_TYPE_EXTENSIBLE_MATCH ->
                IN_CHAIN.equals(filter.getMatchingRuleID()) ? containing(filter.getAssertionValue()) : filter;
            default -> filter;
        };
    }

    /** Fits whatever the entry is in, directly or through others. */
    private Filter containing(String dn) throws LDAPException {
        Set<String> members = new LinkedHashSet<>(Set.of(dn));
        List<String> next = List.of(dn);
        while (!next.isEmpty()) {
            List<String> groups = new ArrayList<>();
            for (SearchResultEntry group :
                    server.search(BASE, SearchScope.SUB, anyOf(next)).getSearchEntries()) {
                if (members.add(group.getDN())) {
                    groups.add(group.getDN());
                }
            }
            next = groups;
        }
        return anyOf(List.copyOf(members));
    }

    private static Filter anyOf(List<String> members) {
        return Filter.createORFilter(members.stream()
                .map(member -> Filter.createEqualityFilter("member", member))
                .toList());
    }
}
