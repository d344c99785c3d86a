package org.shiplog.http.api.user;

import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.shiplog.domain.aggregate.Outcome;
import org.shiplog.domain.identity.UserRefusal;
import org.shiplog.http.route.ApiError;
import org.shiplog.http.route.ErrorResponse;

/** What a user refuses, in the words of Harbor's API. */
final class UserRefusals {
    private UserRefusals() {}

    /** An empty answer when it was accepted. */
    static HttpResponse ok(Outcome<UserRefusal> outcome) {
        return switch (outcome) {
            case Outcome.Accepted<UserRefusal> _ -> HttpResponse.create();
            case Outcome.Refused<UserRefusal>(UserRefusal refusal) -> response(refusal);
        };
    }

    static HttpResponse response(UserRefusal refusal) {
        return switch (refusal) {
            case UserRefusal.UserExists _ -> ErrorResponse.of(ApiError.CONFLICT, "username has already been used");
            case UserRefusal.UserUnknown _ -> ErrorResponse.of(ApiError.NOT_FOUND, "no such user");
            case UserRefusal.PasswordElsewhere _ ->
                ErrorResponse.of(ApiError.FORBIDDEN, "the user's password is kept elsewhere");
            case UserRefusal.FirstAdministrator _ ->
                ErrorResponse.of(ApiError.FORBIDDEN, "the first administrator stays one");
            case UserRefusal.TooManyTokens(int limit) ->
                ErrorResponse.of(ApiError.PRECONDITION, "a user has at most " + limit + " tokens");
            case UserRefusal.TokenExists(String name) ->
                ErrorResponse.of(ApiError.CONFLICT, "there is a token named " + name + " already");
            case UserRefusal.TokenUnknown _ -> ErrorResponse.of(ApiError.NOT_FOUND, "no such token");
        };
    }
}
