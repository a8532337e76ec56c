package dev.chimera.postgres;

import com.zaxxer.hikari.HikariDataSource;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.flyway.autoconfigure.FlywayConfigurationCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.support.SQLExceptionTranslator;

/** The pool that everybody's statements go through, and the one connection of the migrations. */
@Configuration(proxyBeanMethods = false)
class PostgresConfiguration {

    /** {@code spring.datasource.hikari.*} still changes what it names. */
    @Bean(destroyMethod = "close")
    @ConfigurationProperties("spring.datasource.hikari")
    HikariDataSource dataSource(PostgresProperties properties) {
        Bounds bounds = Bounds.everybodys(properties);
        HikariDataSource pool = new HikariDataSource();
        pool.setPoolName("chimera");
        pool.setJdbcUrl(properties.url());
        pool.setMaximumPoolSize(properties.connections());
        pool.setMinimumIdle(Math.min(2, properties.connections()));
        pool.setConnectionTimeout(properties.connectionWait().toMillis());
        // Connections that died while idle are found one after the other by whoever waits for one.
        pool.setValidationTimeout(Math.min(1_000, properties.connectionWait().toMillis()));
        pool.setDataSourceProperties(bounds.driver());
        pool.setConnectionInitSql(bounds.lesserSession());
        return pool;
    }

    /** Tables are made by their owner, in one connection; everything else is done as the role of the pool. */
    @Bean
    FlywayConfigurationCustomizer migrationsConnectByThemselves(PostgresProperties properties) {
        Bounds bounds = Bounds.migrations(properties);
        DriverManagerDataSource unpooled = new DriverManagerDataSource(properties.owner());
        unpooled.setConnectionProperties(bounds.driver());
        return flyway -> flyway.dataSource(unpooled).initSql(bounds.session());
    }

    @Bean
    SQLExceptionTranslator translator() {
        return new PostgresExceptions();
    }
}
