package dev.chimera.testing;

import dev.chimera.secret.Variables;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The environment of a server under test, in which the keys of its wallets are. */
public final class TestKeys implements Variables {

    private final Map<String, String> values = new ConcurrentHashMap<>();
    private final AtomicInteger number = new AtomicInteger();

    /** Puts a key there, and returns the name of the variable. */
    public String put(String key) {
        String name = "WALLET_KEY_" + number.incrementAndGet();
        values.put(name, key);
        return name;
    }

    public void put(String name, String key) {
        values.put(name, key);
    }

    public void remove(String name) {
        values.remove(name);
    }

    @Override
    public @Nullable String get(String name) {
        String value = values.get(name);
        return value == null ? System.getenv(name) : value;
    }
}
