package org.shiplog.http.api;

import java.util.OptionalLong;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.shiplog.http.route.ApiError;
import org.shiplog.http.route.Call;
import org.shiplog.http.route.ErrorResponse;

/** Numbers in paths. */
final class PathNumbers {
    private static final int MAX_DIGITS = 18;

    private PathNumbers() {}

    /** Empty when the variable is no number, or one that nothing can have. */
    static OptionalLong of(Call call, String variable) {
        String text = call.path().getOrDefault(variable, "");
        boolean isNumber =
                !text.isEmpty() && text.length() <= MAX_DIGITS && text.chars().allMatch(c -> c >= '0' && c <= '9');
        return isNumber ? OptionalLong.of(Long.parseLong(text)) : OptionalLong.empty();
    }

    static HttpResponse refusal(String variable) {
        return ErrorResponse.of(ApiError.UNPROCESSABLE_ENTITY, variable + " in path must be of type integer");
    }
}
