package org.shiplog.http.api.user;

import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;
import org.shiplog.domain.identity.Principal;
import org.shiplog.domain.identity.Username;
import org.shiplog.http.api.json.Fields;
import org.shiplog.storage.identity.UserProfile;

/** Reads what clients say of users, by Harbor's rules. */
final class UserInput {
    private static final int MAX_LENGTH = 255;
    private static final int MAX_COMMENT = 30;
    private static final Pattern EMAIL =
            Pattern.compile("[^<>()\\[\\]\\\\.,;:\\s@\"]++(?:\\.[^<>()\\[\\]\\\\.,;:\\s@\"]++)*+"
                    + "@(?:[A-Za-z0-9-]++\\.)++[A-Za-z]{2,}");
    private static final Pattern REALNAME = Pattern.compile("[^,~#$%\\p{Cntrl}]{1,255}");

    /** What clients send about a user with every change of one, whichever part of it they change. */
    private static final Set<String> WHOLE_USER =
            Set.of("username", "email", "realname", "comment", "password", "new_password", "sysadmin_flag", "secret");

    private UserInput() {}

    /** A user to be registered. */
    record NewUser(Username username, UserProfile profile, String password) {
        @Override
        public String toString() {
            return "NewUser[" + username + "]";
        }
    }

    /**
     * Refuses fields that the operation does not know. Those of the other operations on a user are passed over when the caller may
     * call these, too: Harbor's clients send the whole user each time. From others they are an attempt.
     */
    private static Fields only(Fields fields, Set<String> known, boolean administers) throws Fields.Unfit {
        return fields.only(administers ? union(known) : known);
    }

    private static Set<String> union(Set<String> known) {
        Set<String> all = new HashSet<>(WHOLE_USER);
        all.addAll(known);
        return all;
    }

    /**
     * @param robotPrefix of names that are robots'
     * @param administers whether the caller administers the registry
     */
    static NewUser newUser(Fields fields, String robotPrefix, boolean administers) throws Fields.Unfit {
        only(fields, Set.of("username", "email", "realname", "comment", "password"), administers);
        String name = fields.text("username", MAX_LENGTH).orElse("");
        Username username = Username.parse(name)
                .filter(parsed -> name.strip().equals(name))
                .orElseThrow(() -> new Fields.Unfit(
                        "username must have 1 to 255 characters, without control characters and ,\"~#%$:/|"));
        if (name.startsWith(robotPrefix) || Principal.isReserved(name)) {
            throw new Fields.Unfit("username is reserved");
        }
        return new NewUser(username, personal(fields), password(fields, "password"));
    }

    static UserProfile profile(Fields fields, boolean administers) throws Fields.Unfit {
        only(fields, Set.of("email", "realname", "comment"), administers);
        return personal(fields);
    }

    private static UserProfile personal(Fields fields) throws Fields.Unfit {
        String email = fields.text("email", MAX_LENGTH).orElse("");
        String realname = fields.text("realname", MAX_LENGTH).orElse("");
        if (!EMAIL.matcher(email).matches()) {
            throw new Fields.Unfit("email is invalid");
        }
        if (!REALNAME.matcher(realname).matches()) {
            throw new Fields.Unfit("realname must have 1 to 255 characters, without ,~#$%");
        }
        return new UserProfile(
                email, realname, fields.text("comment", MAX_COMMENT).orElse(""));
    }

    /** @param oldPassword empty when there is none in the body */
    record PasswordChange(String oldPassword, String newPassword) {
        @Override
        public String toString() {
            return "PasswordChange[…]";
        }
    }

    static PasswordChange passwordChange(Fields fields, boolean administers) throws Fields.Unfit {
        only(fields, Set.of("old_password", "new_password"), administers);
        // A former password may be shorter or longer than new ones may be.
        String old =
                fields.text("old_password", SecretPolicy.MAX_CHECKED_LENGTH).orElse("");
        return new PasswordChange(old, password(fields, "new_password"));
    }

    static String cliSecret(Fields fields, boolean administers) throws Fields.Unfit {
        return password(only(fields, Set.of("secret"), administers), "secret");
    }

    static boolean sysadminFlag(Fields fields, boolean administers) throws Fields.Unfit {
        return only(fields, Set.of("sysadmin_flag"), administers)
                .flag("sysadmin_flag")
                .orElse(false);
    }

    static boolean disabledFlag(Fields fields) throws Fields.Unfit {
        return fields.only(Set.of("disabled"))
                .flag("disabled")
                .orElseThrow(() -> new Fields.Unfit("disabled must be true or false"));
    }

    private static String password(Fields fields, String name) throws Fields.Unfit {
        String password = fields.text(name, SecretPolicy.MAX_CHECKED_LENGTH).orElse("");
        if (!SecretPolicy.isStrong(password)) {
            throw new Fields.Unfit(name + " must be " + SecretPolicy.DESCRIPTION);
        }
        return password;
    }
}
