package org.shiplog.http.api.user;

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

    private UserInput() {}

    /** A user to be registered. */
    record NewUser(Username username, UserProfile profile, String password) {
        @Override
        public String toString() {
            return "NewUser[" + username + "]";
        }
    }

    /** @param robotPrefix of names that are robots' */
    static NewUser newUser(Fields fields, String robotPrefix) throws Fields.Unfit {
        fields.only(Set.of("username", "email", "realname", "comment", "password"));
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

    static UserProfile profile(Fields fields) throws Fields.Unfit {
        fields.only(Set.of("email", "realname", "comment"));
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

    static PasswordChange passwordChange(Fields fields) throws Fields.Unfit {
        fields.only(Set.of("old_password", "new_password"));
        // A former password may be shorter or longer than new ones may be.
        String old =
                fields.text("old_password", SecretPolicy.MAX_CHECKED_LENGTH).orElse("");
        return new PasswordChange(old, password(fields, "new_password"));
    }

    static String cliSecret(Fields fields) throws Fields.Unfit {
        return password(fields.only(Set.of("secret")), "secret");
    }

    static boolean sysadminFlag(Fields fields) throws Fields.Unfit {
        return fields.only(Set.of("sysadmin_flag")).flag("sysadmin_flag").orElse(false);
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
