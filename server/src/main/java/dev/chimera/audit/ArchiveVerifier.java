package dev.chimera.audit;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.springframework.stereotype.Component;

/** Holds the files of archives against the chain that they were taken out of. */
@Component
class ArchiveVerifier {

    private final BlockStore blocks;
    private final ArchiveStore archives;
    private final Keyring.Source keys;

    ArchiveVerifier(BlockStore blocks, ArchiveStore archives, Keyring.Source keys) {
        this.blocks = blocks;
        this.archives = archives;
        this.keys = keys;
    }

    /** Reads the file to its end, and does not close it. */
    ArchiveProof prove(InputStream file) throws IOException {
        List<Archive> all = archives.archives();
        return new ArchiveReader(blocks, keys.now(), all)
                .prove(
                        file,
                        name -> all.stream()
                                .filter(archive -> archive.month().name().equals(name))
                                .findFirst());
    }
}
