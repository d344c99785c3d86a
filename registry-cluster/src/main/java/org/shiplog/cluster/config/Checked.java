package org.shiplog.cluster.config;

/** What the check of a setting's text found: a value, or what was expected instead. */
sealed interface Checked<T> {
    record Good<T>(T value) implements Checked<T> {}

    /** @param expected completes a sentence that begins with the setting's key; must not repeat secrets */
    record Bad<T>(String expected) implements Checked<T> {}
}
