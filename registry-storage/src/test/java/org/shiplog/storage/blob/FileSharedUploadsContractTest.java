package org.shiplog.storage.blob;

import java.nio.file.Path;

class FileSharedUploadsContractTest extends SharedUploadsContract {
    @Override
    Medium medium(Path empty) {
        return new FileMedium(empty, system);
    }
}
