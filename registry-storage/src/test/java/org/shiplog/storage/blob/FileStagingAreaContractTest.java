package org.shiplog.storage.blob;

import java.nio.file.Path;

class FileStagingAreaContractTest extends StagingAreaContract {
    @Override
    Medium medium(Path empty) {
        return new FileMedium(empty, system);
    }
}
