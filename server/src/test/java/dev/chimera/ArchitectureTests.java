package dev.chimera;

import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.targetOwner;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noCodeUnits;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.Temporal;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules of the style guide that a machine can keep. */
class ArchitectureTests {

    private static final JavaClasses SERVER = classesBeside(ChimeraServer.class);
    private static final JavaClasses TESTS = classesBeside(ArchitectureTests.class);

    private static final String BANNED_NAMES = ".*(Impl|Utils?|Helpers?|Managers?|Common|Base|DTO|Dto|Info|Data)";

    /** Those that a test or a fake clock can't step. */
    private static final DescribedPredicate<JavaAccess<?>> READS_A_CLOCK_OF_ITS_OWN = targetOwner(
                    assignableTo(Temporal.class).or(assignableTo(Clock.class)))
            .and(target(name("now").or(name("systemUTC")).or(name("systemDefaultZone"))))
            .and(targetsWithoutArguments())
            .or(targetOwner(assignableTo(System.class)).and(target(name("currentTimeMillis"))))
            .or(targetOwner(assignableTo(Date.class))
                    .and(target(name("<init>")))
                    .and(targetsWithoutArguments()));

    private static final DescribedPredicate<JavaAccess<?>> SLEEPS = targetOwner(assignableTo(Thread.class))
            .and(target(name("sleep")))
            .or(target(name("sleep")).and(targetOwner(assignableTo(java.util.concurrent.TimeUnit.class))));

    private static JavaClasses classesBeside(Class<?> one) {
        return new ClassFileImporter()
                .importUrl(one.getProtectionDomain().getCodeSource().getLocation());
    }

    private static DescribedPredicate<JavaAccess<?>> targetsWithoutArguments() {
        return DescribedPredicate.describe(
                "without arguments",
                access -> access.getTarget() instanceof AccessTarget.CodeUnitAccessTarget unit
                        && unit.getRawParameterTypes().isEmpty());
    }

    @Test
    void looksAtTheWholeServer() {
        assertThat(SERVER.size()).isGreaterThan(50);
        assertThat(SERVER.contain(ChimeraServer.class)).isTrue();
        assertThat(TESTS.contain(ArchitectureTests.class)).isTrue();
    }

    @Test
    void hasNoCyclesBetweenPackages() {
        slices().matching("dev.chimera.(*)..").should().beFreeOfCycles().check(SERVER);
        slices().matching("(dev.chimera..)").should().beFreeOfCycles().check(SERVER);
    }

    @Test
    void marksEveryPackageForNullness() {
        assertThat(SERVER.stream().map(JavaClass::getPackage).distinct())
                .allMatch(each -> each.isAnnotatedWith(NullMarked.class));
    }

    /** It would hide the room's own from Spring Modulith, which then verifies nothing there. */
    @Test
    void hidesNoRoomsDeclarationBehindAPackageInfoOfTheTests() {
        assertThat(TESTS.stream().filter(each -> each.getSimpleName().equals("package-info")))
                .noneMatch(each -> SERVER.contain(each.getName()));
    }

    @ParameterizedTest
    @CsvSource({
        "io.lettuce.., broker",
        "software.amazon.awssdk.., secret",
        "ch.qos.logback.., failure",
        "io.modelcontextprotocol.., bridge tool",
        "com.networknt.., task",
        "dev.langchain4j.., model",
        "org.commonmark.., worker",
        "org.apache.hc.., fetch",
        "org.jsoup.., worker",
        "com.twitter.twittertext.., bridge budget judge worker model"
    })
    void keepsEachLibraryInItsRoom(String library, String rooms) {
        String[] allowed = Arrays.stream(rooms.split(" "))
                .map(room -> "dev.chimera." + room + "..")
                .toArray(String[]::new);
        noClasses()
                .that()
                .resideOutsideOfPackages(allowed)
                .should()
                .dependOnClassesThat(resideInAnyPackage(library))
                .check(SERVER);
    }

    /** Promise 1: what reads texts can't reach what acts, whatever the texts say. */
    @ParameterizedTest
    @CsvSource({
        "dev.chimera.tool.EffectCaller, dev.chimera.effect",
        "dev.chimera.tool.WalletServers, dev.chimera.bridge.commerce"
    })
    void letsOneRoomReachEachToolThatActs(String caller, String room) {
        noClasses()
                .that()
                .resideOutsideOfPackages(room, "dev.chimera.tool")
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName(caller)
                .check(SERVER);
        assertThat(SERVER.get(caller).getDirectDependenciesToSelf())
                .as("somebody uses it, or the rule means nothing")
                .anyMatch(use -> use.getOriginClass().getPackageName().equals(room));
    }

    @ParameterizedTest
    @ValueSource(strings = {"worker", "judge", "planner", "model", "campaign", "review"})
    void keepsWhatThinksAwayFromEveryTool(String room) {
        noClasses()
                .that()
                .resideInAPackage("dev.chimera." + room + "..")
                .should()
                .dependOnClassesThat(resideInAnyPackage("dev.chimera.tool..", "dev.chimera.bridge.commerce.."))
                .check(SERVER);
    }

    @Test
    void givesNoTypeANameThatSaysNothing() {
        classes().should().haveNameNotMatching(BANNED_NAMES).check(SERVER);
        classes().should().haveNameNotMatching(BANNED_NAMES).check(TESTS);
    }

    @Test
    void asksAnInjectedClockForTheTime() {
        noClasses().should().accessTargetWhere(READS_A_CLOCK_OF_ITS_OWN).check(SERVER);
    }

    /** Or the rule above would pass for a wrong reason. */
    @Test
    void knowsAClockWhenItSeesOne() {
        for (Class<?> offender : List.of(ReadsTheTime.class, ReadsTheTimeByReference.class, ReadsTheDate.class)) {
            JavaClasses imported = new ClassFileImporter().importClasses(offender);
            assertThat(noClasses()
                            .should()
                            .accessTargetWhere(READS_A_CLOCK_OF_ITS_OWN)
                            .evaluate(imported)
                            .hasViolation())
                    .as(offender.getSimpleName())
                    .isTrue();
        }
    }

    @Test
    void injectsThroughConstructors() {
        for (String annotation : List.of(
                "org.springframework.beans.factory.annotation.Autowired",
                "org.springframework.beans.factory.annotation.Value",
                "jakarta.inject.Inject",
                "jakarta.annotation.Resource")) {
            noFields().should().beAnnotatedWith(annotation).check(SERVER);
        }
    }

    @Test
    void drawsTransactionsByHand() {
        String transactional = "org.springframework.transaction.annotation.Transactional";
        noClasses().should().beAnnotatedWith(transactional).check(SERVER);
        noCodeUnits().should().beAnnotatedWith(transactional).check(SERVER);
    }

    @Test
    void neverSleepsInATest() {
        noClasses().should().accessTargetWhere(SLEEPS).check(TESTS);
    }

    private static final class ReadsTheTime implements Supplier<Instant> {
        @Override
        public Instant get() {
            return Instant.now();
        }
    }

    private static final class ReadsTheTimeByReference implements Supplier<Supplier<Instant>> {
        @Override
        public Supplier<Instant> get() {
            return Instant::now;
        }
    }

    private static final class ReadsTheDate implements Supplier<Long> {
        @Override
        @SuppressWarnings("JavaUtilDate")
        public Long get() {
            return new Date().getTime();
        }
    }
}
