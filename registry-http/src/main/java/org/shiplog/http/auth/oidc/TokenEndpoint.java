package org.shiplog.http.auth.oidc;

import com.nimbusds.oauth2.sdk.AuthorizationGrant;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.TokenErrorResponse;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.TokenResponse;
import com.nimbusds.oauth2.sdk.auth.ClientAuthenticationMethod;
import com.nimbusds.oauth2.sdk.auth.ClientSecretBasic;
import com.nimbusds.oauth2.sdk.auth.ClientSecretPost;
import com.nimbusds.oauth2.sdk.auth.Secret;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponse;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponseParser;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import com.nimbusds.openid.connect.sdk.token.OIDCTokens;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;
import org.shiplog.http.outbound.Fetched;
import org.shiplog.http.outbound.Fetched.Answered;

/** Exchanges a code, or a refresh token, for tokens (OpenID Connect Core 1.0, sections 3.1.3 and 12). */
final class TokenEndpoint {
    /** A code or refresh token that the provider does not take, or no longer. */
    static final String GRANT_INVALID = "the token endpoint: invalid_grant";

    private static final Pattern ERROR_CODE = Pattern.compile("[a-z_]{1,64}");

    private final ProviderEndpoint endpoint;
    private final ClientID client;
    private final String secret;

    TokenEndpoint(ProviderEndpoint endpoint, OidcSettings settings) {
        this.endpoint = endpoint;
        this.client = new ClientID(settings.clientId());
        this.secret = settings.clientSecret();
    }

    sealed interface Grant {
        record Granted(OIDCTokens tokens) implements Grant {
            @Override
            public String toString() {
                return "granted";
            }
        }

        record Denied(String reason) implements Grant {}

        record NoAnswer(String reason) implements Grant {}
    }

    CompletionStage<Grant> redeem(AuthorizationGrant grant, OIDCProviderMetadata metadata) {
        return endpoint.send(request(grant, metadata).toHTTPRequest()).thenApply(TokenEndpoint::read);
    }

    private TokenRequest request(AuthorizationGrant grant, OIDCProviderMetadata metadata) {
        if (secret.isEmpty()) {
            return new TokenRequest.Builder(metadata.getTokenEndpointURI(), client, grant).build();
        }
        return new TokenRequest.Builder(
                        metadata.getTokenEndpointURI(),
                        wantsSecretInBody(metadata)
                                ? new ClientSecretPost(client, new Secret(secret))
                                : new ClientSecretBasic(client, new Secret(secret)),
                        grant)
                .build();
    }

    private static boolean wantsSecretInBody(OIDCProviderMetadata metadata) {
        List<ClientAuthenticationMethod> methods = metadata.getTokenEndpointAuthMethods();
        return methods != null
                && methods.contains(ClientAuthenticationMethod.CLIENT_SECRET_POST)
                && !methods.contains(ClientAuthenticationMethod.CLIENT_SECRET_BASIC);
    }

    private static Grant read(Fetched fetched) {
        if (!(fetched instanceof Answered answer)) {
            return new Grant.NoAnswer("the token endpoint: " + fetched);
        }
        try {
            TokenResponse response = OIDCTokenResponseParser.parse(ProviderEndpoint.read(answer));
            return switch (response) {
                case OIDCTokenResponse granted -> new Grant.Granted(granted.getOIDCTokens());
                case TokenErrorResponse error when answer.status() < 500 -> denied(error, answer);
                default -> new Grant.NoAnswer("the token endpoint: " + answer);
            };
        } catch (ParseException _) {
            return new Grant.NoAnswer("the token endpoint: " + answer);
        }
    }

    private static Grant denied(TokenErrorResponse error, Answered answer) {
        return Optional.ofNullable(error.getErrorObject())
                .map(object -> object.getCode())
                .filter(code -> ERROR_CODE.matcher(code).matches())
                .<Grant>map(code -> new Grant.Denied("the token endpoint: " + code))
                .orElseGet(() -> new Grant.NoAnswer("the token endpoint: " + answer));
    }
}
