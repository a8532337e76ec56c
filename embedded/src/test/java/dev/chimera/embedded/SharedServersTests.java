package dev.chimera.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SharedServersTests {

    @Test
    void givesEveryoneADatabaseAndARedisOfTheirOwn() {
        SharedServers.Fresh first = SharedServers.fresh();
        Probe.sql(first.jdbcUrl(), "CREATE TABLE mine (id int)");
        Probe.redis(first.redisUrl(), "SET mine 1");

        SharedServers.Fresh second = SharedServers.fresh();

        assertThat(Probe.sql(second.jdbcUrl(), "SELECT to_regclass('mine') IS NULL"))
                .isEqualTo("t");
        assertThat(Probe.redis(second.redisUrl(), "GET mine")).isEqualTo("$-1");
    }

    @Test
    void runsOneServerPerJvm() {
        String first = SharedServers.fresh().jdbcUrl();
        String second = SharedServers.fresh().jdbcUrl();

        assertThat(first.replaceAll("test_\\d+", "")).isEqualTo(second.replaceAll("test_\\d+", ""));
    }

    @Test
    void beginsEveryDatabaseAsACopyOfTheTemplate() {
        String first = SharedServers.fresh().jdbcUrl();
        Probe.sql(first, "UPDATE printed SET text = 'changed'");

        assertThat(Probe.sql(SharedServers.fresh().jdbcUrl(), "SELECT text FROM printed"))
                .isEqualTo(PrintedTemplate.TEXT);
    }
}
