package org.shiplog.http.auth;

import java.util.Optional;
import org.shiplog.domain.identity.RobotName;
import org.shiplog.domain.identity.Username;

/** Whom a registry token was issued to, by an id that no later user or robot of the same name will have. */
sealed interface TokenSubject {
    /** The form in a token, {@code user/5/alice}. */
    String text();

    record OfUser(long userId, Username name) implements TokenSubject {
        @Override
        public String text() {
            return "user/" + userId + "/" + name;
        }
    }

    record OfRobot(long robotId, RobotName name) implements TokenSubject {
        @Override
        public String text() {
            return "robot/" + robotId + "/" + name;
        }
    }

    /** Reads the text form back; only from tokens whose signature was checked. */
    static Optional<TokenSubject> parse(String text) {
        String[] parts = text.split("/", 3);
        if (parts.length < 3 || !parts[1].matches("[0-9]{1,18}")) {
            return Optional.empty();
        }
        long id = Long.parseLong(parts[1]);
        return switch (parts[0]) {
            case "user" -> Username.parse(parts[2]).map(name -> new OfUser(id, name));
            case "robot" -> RobotName.parse(parts[2]).map(name -> new OfRobot(id, name));
            default -> Optional.empty();
        };
    }
}
