package org.shiplog.cluster.config;

/** A value that must not be printed. Whoever needs it asks for it by name; everything else sees three stars. */
public record Secret(String reveal) {
    @Override
    public String toString() {
        return "***";
    }
}
