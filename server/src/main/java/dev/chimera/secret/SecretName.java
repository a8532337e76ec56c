package dev.chimera.secret;

import dev.chimera.failure.ChimeraException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a secret is called, and so where it is. It may be stored, shown and logged; {@code toString()} is the name. */
public sealed interface SecretName {

    /** {@code env:NAME}: an environment variable. In capitals, because a key that was pasted hardly ever is. */
    record Env(String variable) implements SecretName {

        private static final Pattern VARIABLE = Pattern.compile("^(?=.{1,100}$)[A-Z_][A-Z0-9_]*+");
        private static final int LONGEST_WITHOUT_UNDERSCORE = 31;

        public Env {
            boolean couldBeKey = variable.length() > LONGEST_WITHOUT_UNDERSCORE && variable.indexOf('_') < 0;
            require(VARIABLE.matcher(variable).matches() && !couldBeKey);
        }

        @Override
        public String toString() {
            return "env:" + variable;
        }
    }

    /** {@code home:NAME}: a file of this name in {@code CHIMERA_HOME/secrets}. */
    record Home(String file) implements SecretName {

        private static final Pattern FILE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

        public Home {
            require(FILE.matcher(file).matches());
        }

        @Override
        public String toString() {
            return "home:" + file;
        }
    }

    /**
     * {@code aws-sm:ID} or {@code aws-sm:ID#KEY}: a secret in AWS Secrets Manager.
     *
     * @param id its name or its ARN
     * @param key the member of the JSON object that the secret holds; null where the secret is the value itself
     */
    record AwsSm(String id, @Nullable String key) implements SecretName {

        /** The characters and the length that AWS allows in a name, and the colons of an ARN. */
        private static final Pattern ID = Pattern.compile("[A-Za-z0-9/_+=.@:-]{1,512}");

        private static final Pattern KEY = Pattern.compile("[\\p{Graph}&&[^#\"\\\\]]{1,200}");

        public AwsSm {
            require(ID.matcher(id).matches() && (key == null || KEY.matcher(key).matches()));
        }

        @Override
        public String toString() {
            return "aws-sm:" + id + (key == null ? "" : "#" + key);
        }
    }

    /**
     * Reads a name.
     *
     * @throws ChimeraException INVALID_SECRET_NAME; says the length of what was given, and nothing else of it, because it
     *     could be the key itself
     */
    static SecretName parse(String text) {
        int colon = text.indexOf(':');
        String scheme = text.substring(0, Math.max(colon, 0));
        String rest = text.substring(colon + 1);
        try {
            return switch (scheme) {
                case "env" -> new Env(rest);
                case "home" -> new Home(rest);
                case "aws-sm" -> {
                    int hash = rest.indexOf('#');
                    yield hash < 0
                            ? new AwsSm(rest, null)
                            : new AwsSm(rest.substring(0, hash), rest.substring(hash + 1));
                }
                default -> throw invalid(text);
            };
        } catch (IllegalArgumentException _) {
            throw invalid(text);
        }
    }

    private static ChimeraException invalid(String text) {
        return ChimeraException.badInput(
                "INVALID_SECRET_NAME",
                "what was given as the name of a secret (" + text.length() + " characters) is not one",
                "name where it is: env:NAME (in capitals), aws-sm:SECRET_ID#KEY or home:NAME; a key itself is never put"
                        + " into a file");
    }

    private static void require(boolean named) {
        if (!named) {
            throw new IllegalArgumentException("not the name of a secret");
        }
    }
}
