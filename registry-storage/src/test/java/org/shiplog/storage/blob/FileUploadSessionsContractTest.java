package org.shiplog.storage.blob;

import java.nio.file.Path;

class FileUploadSessionsContractTest extends UploadSessionsContract {
    @Override
    Medium medium(Path empty) {
        return new FileMedium(empty, system);
    }
}
