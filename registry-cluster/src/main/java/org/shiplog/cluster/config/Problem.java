package org.shiplog.cluster.config;

/**
 * One thing that is wrong with the settings.
 *
 * @param where the file and line, or the environment variable
 * @param what what is wrong and what was expected; never holds a secret's value
 */
public record Problem(String where, String what) {
    @Override
    public String toString() {
        return where + ": " + what;
    }
}
