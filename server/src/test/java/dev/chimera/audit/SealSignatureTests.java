package dev.chimera.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chimera.audit.AuditBlock.Head;
import dev.chimera.audit.Verification.FirstBad;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A chain that is signed, and somebody who may write the whole database and has not the key. */
class SealSignatureTests {

    private final AuditDatabase database = AuditDatabase.fresh();
    private final AuditKey key = AuditKey.ofSecret(AuditKey.freshSecret());
    private final Keyring keys = new Keyring(List.of(key));
    private final SealMemory memory = new SealMemory("");
    private final AuditSealer sealer = database.sealer(10, keys, memory);

    @BeforeEach
    void sealFiveBlocks() {
        for (int i = 0; i < 5; i++) {
            sealOne(sealer);
        }
    }

    @AfterEach
    void close() {
        database.close();
    }

    private SealRound sealOne(AuditSealer by) {
        database.write(7);
        database.awaitHorizon();
        return by.sealNow();
    }

    private Verification verify(Keyring ring, SealMemory remembered) {
        return database.verifier(ring, remembered).verify();
    }

    private @Nullable String wrong(Keyring ring) {
        FirstBad bad = verify(ring, new SealMemory("")).firstBad();
        return bad == null ? null : bad.why();
    }

    private String refusal(SealRound round) {
        assertThat(round).isInstanceOf(SealRound.Refused.class);
        return ((SealRound.Refused) round).why();
    }

    private List<AuditBlock> blocks() {
        List<AuditBlock> blocks = new ArrayList<>();
        database.transactions.executeWithoutResult(status -> database.store.blocks(-1, 100, blocks::add));
        return blocks;
    }

    /** Cuts the chain off at this height, and seals its rows anew, without the last one of them. */
    private void sealAnewFrom(int height, @Nullable AuditKey by) {
        List<AuditBlock> old = blocks();
        database.tamperForGood("DELETE FROM audit_blocks WHERE height >= " + height);
        Head head = old.get(height - 1).head();
        for (AuditBlock block : old.subList(height, old.size())) {
            database.tamperForGood("DELETE FROM audit_log WHERE seq = "
                    + block.rows().getLast().seq());
            AuditBlock forged = AuditBlock.seal(
                    head, block.toXid(), block.sealedAt(), block.rows().subList(0, block.count() - 1));
            database.store.store(by == null ? forged : forged.signedWith(by));
            head = forged.head();
        }
    }

    @Test
    void signsEveryHeadWithAKeyWhosePublicHalfIsEnoughToVerify() {
        Verification verification = verify(keys, memory);
        assertThat(verification.firstBad()).isNull();
        assertThat(verification.signed()).isEqualTo(5);
        Keyring publicHalf = new Keyring(List.of(AuditKey.ofPublic(key.publicHex())));
        assertThat(verify(publicHalf, memory).signed()).isEqualTo(5);
        assertThat(publicHalf.signing()).isEmpty();
    }

    @Test
    void sealsNothingOnTopOfWhatSomebodyWithoutTheKeySealed() {
        sealAnewFrom(3, null);
        assertThat(wrong(Keyring.EMPTY)).as("without a key nobody can tell").isNull();
        assertThat(wrong(keys)).startsWith("block 3 carries no signature").contains("without the key");
        assertThat(refusal(sealOne(database.sealer(10, keys, new SealMemory("")))))
                .contains("without the key");
        assertThat(refusal(sealOne(sealer))).contains("the chain was rewritten");
    }

    @Test
    void sealsNothingOnTopOfWhatAForgedKeySigned() {
        sealAnewFrom(3, AuditKey.ofSecret(AuditKey.freshSecret()));
        assertThat(wrong(keys)).startsWith("the signature of block 3 is by none of our keys");
        assertThat(refusal(sealOne(database.sealer(10, keys, new SealMemory("")))))
                .contains("by none of ours");
    }

    @Test
    void noticesAHeadThatWasCutOffBecauseItRemembersTheLastOne() {
        database.tamperForGood(
                "DELETE FROM audit_log WHERE seq IN (SELECT unnest(seqs) FROM audit_blocks WHERE height = 4)",
                "DELETE FROM audit_blocks WHERE height = 4");
        assertThat(wrong(keys)).as("what is left is signed").isNull();
        assertThat(refusal(sealOne(sealer)))
                .contains("the chain ends at block 3")
                .contains("cut off");
        assertThat(Objects.requireNonNull(verify(keys, memory).firstBad()).why())
                .isEqualTo("the chain ends at block 3, and this server sealed block 4: it was cut off");
    }

    @Test
    void noticesASignatureThatWasTakenAway() {
        database.tamperForGood("UPDATE audit_blocks SET signature = NULL, signer = NULL WHERE height = 4");
        assertThat(wrong(keys)).startsWith("block 4 carries no signature");
        database.tamperForGood(
                "UPDATE audit_blocks b SET signature = o.signature, signer = o.signer FROM audit_blocks o"
                        + " WHERE b.height = 4 AND o.height = 3");
        assertThat(wrong(keys)).startsWith("the signature of block 4 is by none of our keys");
    }

    @Test
    void goesOnWithANewKeyAndNeverBackToTheOldOne() {
        AuditKey fresh = AuditKey.ofSecret(AuditKey.freshSecret());
        assertThat(refusal(sealOne(database.sealer(10, new Keyring(List.of(fresh)), new SealMemory("")))))
                .contains("name former keys behind it");

        Keyring rotated = new Keyring(List.of(fresh, AuditKey.ofPublic(key.publicHex())));
        assertThat(sealOne(database.sealer(10, rotated, memory))).isInstanceOf(SealRound.Sealed.class);
        assertThat(verify(rotated, memory).firstBad()).isNull();
        assertThat(verify(rotated, memory).signed()).isEqualTo(blocks().size());

        database.write(3);
        database.awaitHorizon();
        AuditBlock last = blocks().getLast();
        long horizon = database.store.horizon().xid();
        database.store.store(AuditBlock.seal(
                        last.head(),
                        horizon,
                        last.sealedAt(),
                        Objects.requireNonNull(database.transactions.execute(
                                        status -> database.store.waitingRows(last.toXid(), horizon, 100)))
                                .stream()
                                .map(BlockStore.WaitingRow::row)
                                .toList())
                .signedWith(key));
        assertThat(wrong(rotated)).contains("is signed with a key that was retired before it");
    }

    @Test
    void leavesASignedChainToThoseWhoHaveTheKey() {
        assertThat(refusal(sealOne(database.sealer(10)))).contains("this server has no key to sign with");
    }

    @Test
    void beginsToSignAChainThatWasNotSigned() {
        AuditDatabase unsigned = AuditDatabase.fresh();
        unsigned.write(3);
        unsigned.awaitHorizon();
        unsigned.sealer(10).sealNow();
        unsigned.write(3);
        unsigned.awaitHorizon();
        assertThat(unsigned.sealer(10, keys, new SealMemory("")).sealNow()).isInstanceOf(SealRound.Sealed.class);
        Verification verification = unsigned.verifier(keys, new SealMemory("")).verify();
        assertThat(verification.firstBad()).isNull();
        assertThat(verification.signed()).isEqualTo(1);
        unsigned.close();
    }

    @Test
    void remembersTheHeadInTheHomeForTheNextProcess(@TempDir Path home) throws Exception {
        SealMemory first = new SealMemory(home.toString());
        assertThat(sealOne(database.sealer(10, keys, first))).isInstanceOf(SealRound.Sealed.class);
        String name = database.store.horizon().database();
        assertThat(new SealMemory(home.toString()).of(name))
                .isEqualTo(first.of(name))
                .isPresent();
        Path file = Path.of(first.place(name));
        assertThat(file).startsWith(home);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(new SealMemory(home.toString()).of("another database")).isEmpty();

        Files.writeString(file, "nonsense");
        SealMemory broken = new SealMemory(home.toString());
        assertThatThrownBy(() -> broken.of(name)).hasMessageContaining("does not say which block was sealed last");
    }

    @Test
    void readsNoKeyThatIsNone() {
        for (String text : List.of("", "00", "g".repeat(64), "0".repeat(63))) {
            assertThatThrownBy(() -> AuditKey.ofSecret(text)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> AuditKey.ofPublic(text)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    /** RFC 8032, 7.1, test 1. */
    @Test
    void derivesThePublicKeyAsTheStandardSays() {
        AuditKey known = AuditKey.ofSecret("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60");
        assertThat(known.publicHex()).isEqualTo("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
        assertThat(known.id()).isEqualTo("d75a980182b10ab7");
    }
}
