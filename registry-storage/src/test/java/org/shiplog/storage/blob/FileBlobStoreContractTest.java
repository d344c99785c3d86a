package org.shiplog.storage.blob;

import java.nio.file.Path;

class FileBlobStoreContractTest extends BlobStoreContract {
    @Override
    Medium medium(Path empty) {
        return new FileMedium(empty, system);
    }
}
