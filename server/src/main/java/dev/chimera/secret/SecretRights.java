package dev.chimera.secret;

import dev.chimera.failure.ChimeraException;
import dev.chimera.failure.Failure;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which names of secrets a tenant may use: the tenant {@code local} all, until it is listed; every other only those that
 * {@code chimera.secret.allow} gives it. A name is no proof of anything: without this, who knows what another tenant's
 * key is called could pay with it.
 */
final class SecretRights {

    private static final String LOCAL = "local";
    private static final Pattern RIGHT =
            Pattern.compile("([^=\\s][^=]{0,199}+)=((?:env|home|aws-sm):[A-Za-z0-9/_+=.@:{}#-]{0,512}\\*?|\\*)");

    /**
     * @param tenant its name or its id; {@code *} for every tenant but {@code local}
     * @param pattern a name, or the beginning of one with an asterisk after it
     */
    private record Right(String tenant, String pattern) {

        static Right parse(String text) {
            Matcher right = RIGHT.matcher(text);
            if (!right.matches()) {
                throw new IllegalArgumentException(
                        "chimera.secret.allow: '" + text
                                + "' is no right; write TENANT=PATTERN, such as acme=env:ACME_* or *=aws-sm:tenants/{tenant}/*");
            }
            return new Right(right.group(1), right.group(2));
        }

        boolean isFor(UUID id, String name) {
            return tenant.equals(name)
                    || tenant.equalsIgnoreCase(id.toString())
                    || (tenant.equals("*") && !name.equals(LOCAL));
        }

        boolean covers(UUID id, SecretName secret) {
            String filled = pattern.replace("{tenant}", id.toString())
                    .replace("{TENANT}", id.toString().toUpperCase(Locale.ROOT).replace('-', '_'));
            return filled.endsWith("*")
                    ? secret.toString().startsWith(filled.substring(0, filled.length() - 1))
                    : secret.toString().equals(filled);
        }
    }

    private final List<Right> rights;
    private final TenantNames names;

    SecretRights(SecretProperties properties, TenantNames names) {
        this.rights = properties.allow().stream().map(Right::parse).toList();
        this.names = names;
    }

    /** @throws IllegalArgumentException for what is no right */
    static void check(List<String> allow) {
        allow.forEach(Right::parse);
    }

    /** @throws ChimeraException SECRET_NOT_ALLOWED */
    void require(UUID tenant, SecretName secret) {
        String name = names.nameOf(tenant).orElse("");
        List<Right> own =
                rights.stream().filter(right -> right.isFor(tenant, name)).toList();
        boolean everything = own.isEmpty() && name.equals(LOCAL);
        if (!everything && own.stream().noneMatch(right -> right.covers(tenant, secret))) {
            throw new ChimeraException(
                    ChimeraException.Kind.FORBIDDEN,
                    new Failure(
                            "SECRET_NOT_ALLOWED",
                            "this tenant may not use the secret " + secret,
                            "whoever runs the server gives a tenant names with CHIMERA_SECRET_ALLOW"));
        }
    }
}
