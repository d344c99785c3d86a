package org.shiplog.http.auth.external;

import static java.util.concurrent.CompletableFuture.completedFuture;

import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.shiplog.http.settings.LiveSettings;
import org.shiplog.http.settings.Settings;

/** What is made of the settings, and made anew when they change. After a failure it is tried again. */
final class MadeOfSettings<T> {
    private final LiveSettings settings;
    private final Function<Settings, CompletionStage<Optional<T>>> maker;
    private volatile Made<T> made = new Made<>(Settings.INITIAL, completedFuture(Optional.empty()));

    private record Made<T>(Settings by, CompletionStage<Optional<T>> result) {}

    MadeOfSettings(LiveSettings settings, Function<Settings, CompletionStage<Optional<T>>> maker) {
        this.settings = settings;
        this.maker = maker;
    }

    /** Empty while what is set cannot be used. */
    CompletionStage<Optional<T>> now() {
        Settings current = settings.now();
        Made<T> known = made;
        if (known.by().equals(current)) {
            return known.result();
        }
        CompletionStage<Optional<T>> result = maker.apply(current);
        made = new Made<>(current, result);
        result.whenComplete((_, failure) -> {
            if (failure != null) {
                made = new Made<>(Settings.INITIAL, completedFuture(Optional.empty()));
            }
        });
        return result;
    }
}
