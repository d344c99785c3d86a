/** Manifests by digest, in PostgreSQL, so that metadata has one home and one backup. */
@NullMarked
package org.shiplog.storage.manifest;

import org.jspecify.annotations.NullMarked;
