package org.shiplog.domain.identity;

/** Whom a request acts as. */
public sealed interface Principal {
    /** The id under which acts of this principal are recorded. */
    String id();

    /** A caller without credentials. */
    record Anonymous() implements Principal {
        @Override
        public String id() {
            return "anonymous";
        }
    }

    /** A person or machine that proved who it is. */
    record Authenticated(String id, boolean systemAdmin) implements Principal {}

    /** The registry itself, acting for nobody. */
    record Registry() implements Principal {
        @Override
        public String id() {
            return "shiplog";
        }
    }
}
