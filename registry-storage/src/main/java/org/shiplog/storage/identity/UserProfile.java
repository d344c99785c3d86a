package org.shiplog.storage.identity;

/**
 * What is personal about a user.
 *
 * @param email empty when unknown
 * @param realname empty when unknown
 * @param comment whatever somebody wanted to note, perhaps nothing
 */
public record UserProfile(String email, String realname, String comment) {
    public static final UserProfile NONE = new UserProfile("", "", "");

    /** Says nothing, because what is personal has no place in logs. */
    @Override
    public String toString() {
        return "UserProfile[…]";
    }
}
