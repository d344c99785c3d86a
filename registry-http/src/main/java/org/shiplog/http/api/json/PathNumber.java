package org.shiplog.http.api.json;

import java.util.regex.Pattern;
import org.shiplog.http.route.Call;

/** Numbers of things in paths. */
public final class PathNumber {
    /** The number of nothing. */
    static final long NONE = 0;

    private static final Pattern DIGITS = Pattern.compile("[0-9]{1,18}");

    private PathNumber() {}

    /** {@link #NONE} for what is no number, which so is as unknown as a number that was never given out. */
    public static long of(Call call, String variable) {
        String text = call.path().getOrDefault(variable, "");
        return DIGITS.matcher(text).matches() ? Long.parseLong(text) : NONE;
    }
}
