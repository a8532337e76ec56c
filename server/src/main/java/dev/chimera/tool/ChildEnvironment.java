package dev.chimera.tool;

import java.util.Map;
import java.util.Set;

/**
 * What of this process's environment a server that is its child gets to see: where programs and the user's files are, and
 * how text and time are written there. Everything else, the keys of wallets among it, is for this process; a child that
 * needs more has it named in the {@code env} of its own entry.
 */
final class ChildEnvironment {

    private static final Set<String> PASSED_ON = Set.of(
            "PATH", // where programs are
            "HOME", // where they keep what they installed, and their settings
            "USER",
            "LOGNAME",
            "SHELL",
            "TERM",
            "LANG",
            "LANGUAGE",
            "TZ",
            "TMPDIR",
            "TMP",
            "TEMP",
            // Files of public certificates, without which nothing is reached from behind a company's own authority.
            "SSL_CERT_FILE",
            "SSL_CERT_DIR",
            "NODE_EXTRA_CA_CERTS");

    private static final String LOCALE = "LC_";

    private ChildEnvironment() {}

    /** Takes away what is not passed on. */
    static void reduce(Map<String, String> environment) {
        environment.keySet().removeIf(name -> !PASSED_ON.contains(name) && !name.startsWith(LOCALE));
    }
}
