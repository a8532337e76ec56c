package dev.chimera.audit;

import dev.chimera.audit.AuditBlock.Head;
import dev.chimera.audit.BlockStore.Horizon;
import java.util.Optional;

/** Whether the head of the chain is one to go on from: the one that was sealed here, or one that our keys vouch for. */
record HeadDoubt(BlockStore store, Keyring keys, SealMemory memory) {

    private static final String THEN =
            "; run audit verify, and see docs/audit.md before anything is sealed on top of it";

    /** Why nothing may be sealed behind this head; empty when all is well. To be called in the sealer's transaction. */
    Optional<String> about(Head head, Horizon horizon) {
        return aboutMemory(head, horizon).or(() -> aboutSignature(head));
    }

    private Optional<String> aboutMemory(Head head, Horizon horizon) {
        Optional<Anchor> known = memory.of(horizon.database());
        if (known.isEmpty()) {
            return Optional.empty();
        }
        Anchor last = known.get();
        if (last.height() > head.height()) {
            return Optional.of("the chain ends at block " + head.height() + ", and block " + last.height()
                    + " was sealed here (" + memory.place(horizon.database())
                    + "): it was cut off, or an older copy of the database was restored" + THEN);
        }
        boolean isThere = store.headAt(last.height())
                .filter(block -> block.hash().equals(last.hash()))
                .isPresent();
        return isThere
                ? Optional.empty()
                : Optional.of("block " + last.height() + " is not the one that was sealed here ("
                        + memory.place(horizon.database()) + "): the chain was rewritten" + THEN);
    }

    private Optional<String> aboutSignature(Head head) {
        if (head.height() < 0) {
            return Optional.empty();
        }
        AuditBlock block = store.headAt(head.height()).orElseThrow();
        HeadSignature signature = block.signature();
        if (signature == null) {
            return !keys.isEmpty() && store.anySigned()
                    ? Optional.of("block " + head.height() + " carries no signature, and blocks before it do: it was"
                            + " sealed by somebody without the key" + THEN)
                    : Optional.empty();
        }
        if (keys.signing().isEmpty()) {
            return Optional.of("the chain is signed, by the key " + signature.signer()
                    + ", and this server has no key to sign with; set CHIMERA_AUDIT_KEY");
        }
        return keys.place(signature, block.signedDigest()) >= 0
                ? Optional.empty()
                : Optional.of("block " + head.height() + " is signed in the name of the key " + signature.signer()
                        + ", and by none of ours: give all servers the same CHIMERA_AUDIT_KEY, and name former keys behind"
                        + " it" + THEN);
    }
}
