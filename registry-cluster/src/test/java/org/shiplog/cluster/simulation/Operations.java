package org.shiplog.cluster.simulation;

import static org.shiplog.cluster.simulation.Register.NOTHING;

import java.util.List;
import org.shiplog.cluster.simulation.Register.Effect;
import org.shiplog.cluster.simulation.Register.Operation;

/** What clients can do, as seen by one tag, whose value is a digest, or by one blob in a repository, which is there or not. */
final class Operations {
    static final String THERE = "there";
    static final String DONE = "done";
    static final String ABSENT = "absent";
    static final String REFUSED = "refused";

    private Operations() {}

    static Operation read() {
        return value -> List.of(new Effect(value, value));
    }

    static Operation pushToTag(String digest) {
        return value -> List.of(new Effect(digest, DONE), new Effect(value, REFUSED));
    }

    static Operation deleteTag() {
        return value -> List.of(new Effect(NOTHING, value.equals(NOTHING) ? ABSENT : DONE));
    }

    static Operation deleteManifestOfTag(String digest) {
        return value -> value.equals(digest)
                ? List.of(new Effect(NOTHING, DONE))
                : List.of(new Effect(value, DONE), new Effect(value, ABSENT));
    }

    /** Refused while there is any manifest. */
    static Operation retireTag() {
        return value -> value.equals(NOTHING)
                ? List.of(new Effect(value, DONE), new Effect(value, REFUSED))
                : List.of(new Effect(value, REFUSED));
    }

    static Operation retireBlob() {
        return value -> List.of(new Effect(NOTHING, DONE), new Effect(value, REFUSED));
    }

    static Operation link() {
        return _ -> List.of(new Effect(THERE, DONE));
    }

    static Operation mount() {
        return value -> List.of(new Effect(THERE, DONE), new Effect(value, ABSENT));
    }

    static Operation deleteBlob() {
        return value -> value.equals(NOTHING)
                ? List.of(new Effect(value, ABSENT))
                : List.of(new Effect(NOTHING, DONE), new Effect(value, REFUSED));
    }

    /** Absent when this blob was named as missing, refused when only others were. */
    static Operation pushWithBlob() {
        return value -> value.equals(NOTHING)
                ? List.of(new Effect(value, ABSENT))
                : List.of(new Effect(value, DONE), new Effect(value, REFUSED));
    }
}
