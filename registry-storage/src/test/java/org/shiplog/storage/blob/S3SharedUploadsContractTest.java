package org.shiplog.storage.blob;

import java.nio.file.Path;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.shiplog.storage.s3.SharedS3Server;

class S3SharedUploadsContractTest extends SharedUploadsContract {
    @RegisterExtension
    static final SharedS3Server SERVER = new SharedS3Server();

    @Override
    Medium medium(Path empty) {
        return new S3Medium(SERVER, system);
    }
}
