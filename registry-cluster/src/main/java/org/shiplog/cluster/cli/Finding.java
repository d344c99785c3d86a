package org.shiplog.cluster.cli;

/**
 * What one check of the doctor found.
 *
 * @param advice what to do about it; empty when it is fine
 */
record Finding(Level level, String check, String detail, String advice) {
    enum Level {
        OK,
        WARN,
        FAIL
    }

    static Finding ok(String check, String detail) {
        return new Finding(Level.OK, check, detail, "");
    }

    static Finding warn(String check, String detail, String advice) {
        return new Finding(Level.WARN, check, detail, advice);
    }

    static Finding fail(String check, String detail, String advice) {
        return new Finding(Level.FAIL, check, detail, advice);
    }
}
