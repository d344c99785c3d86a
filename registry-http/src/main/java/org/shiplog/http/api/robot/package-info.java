/** Robot accounts of the registry and of projects. */
@NullMarked
package org.shiplog.http.api.robot;

import org.jspecify.annotations.NullMarked;
