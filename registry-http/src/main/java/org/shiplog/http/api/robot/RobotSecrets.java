package org.shiplog.http.api.robot;

import java.security.SecureRandom;
import org.shiplog.http.api.user.SecretPolicy;

/** Makes up secrets of robots: {@value #LENGTH} letters and digits, among them always the kinds that people must choose, too. */
final class RobotSecrets {
    private static final int LENGTH = 40;
    private static final String CHARACTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    private RobotSecrets() {}

    static String generate(SecureRandom random) {
        while (true) {
            StringBuilder secret = new StringBuilder(LENGTH);
            for (int i = 0; i < LENGTH; i++) {
                secret.append(CHARACTERS.charAt(random.nextInt(CHARACTERS.length())));
            }
            if (SecretPolicy.isStrong(secret.toString())) {
                return secret.toString();
            }
        }
    }
}
