package org.shiplog.http.auth.oidc;

import com.nimbusds.oauth2.sdk.token.BearerAccessToken;
import com.nimbusds.openid.connect.sdk.UserInfoRequest;
import java.net.URI;
import java.util.concurrent.CompletionStage;
import org.shiplog.http.auth.issuer.Claims;
import org.shiplog.http.outbound.Fetched;
import org.shiplog.http.outbound.Fetched.Answered;

/** Asks what an ID token leaves out (OpenID Connect Core 1.0, section 5.3). Answers that are themselves signed are not read. */
final class UserInfoEndpoint {
    private final ProviderEndpoint endpoint;

    UserInfoEndpoint(ProviderEndpoint endpoint) {
        this.endpoint = endpoint;
    }

    sealed interface UserInfo {
        /** About whom, is the caller's to check. */
        record Said(Claims claims) implements UserInfo {}

        record NoAnswer(String reason) implements UserInfo {}
    }

    CompletionStage<UserInfo> ask(URI url, BearerAccessToken token) {
        return endpoint.send(new UserInfoRequest(url, token).toHTTPRequest()).thenApply(UserInfoEndpoint::read);
    }

    private static UserInfo read(Fetched fetched) {
        UserInfo none = new UserInfo.NoAnswer("the userinfo endpoint: " + fetched);
        return fetched instanceof Answered answer && answer.status() == 200
                ? Claims.parse(answer.body().toArray())
                        .<UserInfo>map(UserInfo.Said::new)
                        .orElse(none)
                : none;
    }
}
