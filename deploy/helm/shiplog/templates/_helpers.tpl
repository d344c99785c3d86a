{{- define "shiplog.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 50 | trimSuffix "-" -}}
{{- end -}}

{{- define "shiplog.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 50 | trimSuffix "-" -}}
{{- else if contains (include "shiplog.name" .) .Release.Name -}}
{{- .Release.Name | trunc 50 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name (include "shiplog.name" .) | trunc 50 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{- define "shiplog.selector" -}}
app.kubernetes.io/name: {{ include "shiplog.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "shiplog.labels" -}}
{{ include "shiplog.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name (.Chart.Version | replace "+" "_") }}
{{- end -}}

{{- define "shiplog.image" -}}
{{- $image := .Values.node.image -}}
{{- if $image.digest -}}
{{- printf "%s@%s" $image.repository $image.digest -}}
{{- else -}}
{{- printf "%s:%s" $image.repository (default .Chart.AppVersion $image.tag) -}}
{{- end -}}
{{- end -}}

{{- define "shiplog.serviceAccountName" -}}
{{- $account := .Values.node.serviceAccount -}}
{{- if $account.create -}}
{{- default (include "shiplog.fullname" .) $account.name -}}
{{- else -}}
{{- default "default" $account.name -}}
{{- end -}}
{{- end -}}

{{- define "shiplog.serviceName" -}}
{{- $type := ternary "clusterIP" .Values.expose.type (eq .Values.expose.type "ingress") -}}
{{- default (include "shiplog.fullname" .) (index .Values.expose $type).name -}}
{{- end -}}

{{/* Whether the nodes speak HTTPS themselves. */}}
{{- define "shiplog.nodeTls" -}}
{{- if and .Values.expose.tls.enabled (ne .Values.expose.type "ingress") -}}true{{- end -}}
{{- end -}}

{{- define "shiplog.clientTlsSecretName" -}}
{{- if eq .Values.expose.tls.certSource "secret" -}}
{{- required "expose.tls.secret.secretName must be set with expose.tls.certSource secret" .Values.expose.tls.secret.secretName -}}
{{- else -}}
{{- printf "%s-tls" (include "shiplog.fullname" .) -}}
{{- end -}}
{{- end -}}

{{- define "shiplog.internalTlsSecretName" -}}
{{- if eq .Values.internalTLS.certSource "secret" -}}
{{- required "internalTLS.secretName must be set with internalTLS.certSource secret" .Values.internalTLS.secretName -}}
{{- else -}}
{{- printf "%s-internal-tls" (include "shiplog.fullname" .) -}}
{{- end -}}
{{- end -}}

{{- define "shiplog.nodesServiceName" -}}
{{- printf "%s-nodes" (include "shiplog.fullname" .) -}}
{{- end -}}

{{- define "shiplog.externalURL" -}}
{{- if .Values.externalURL -}}
{{- .Values.externalURL -}}
{{- else if eq .Values.expose.type "ingress" -}}
{{- printf "%s://%s" (ternary "https" "http" .Values.expose.tls.enabled) .Values.expose.ingress.hosts.core -}}
{{- end -}}
{{- end -}}

{{- define "shiplog.storesFiles" -}}
{{- if eq .Values.persistence.imageChartStorage.type "filesystem" -}}true{{- end -}}
{{- end -}}

{{- define "shiplog.claimName" -}}
{{- default (printf "%s-blobs" (include "shiplog.fullname" .)) .Values.persistence.persistentVolumeClaim.registry.existingClaim -}}
{{- end -}}

{{- define "shiplog.s3CaSecretName" -}}
{{- if not (include "shiplog.storesFiles" .) -}}
{{- default .Values.caBundleSecretName .Values.persistence.imageChartStorage.caBundleSecretName -}}
{{- end -}}
{{- end -}}

{{/* The database's address. PASSWORD is put in as it is. */}}
{{- define "shiplog.databaseUrl" -}}
{{- $database := .root.Values.database.external -}}
{{- $url := printf "jdbc:postgresql://%s:%s/%s?user=%s&password=%s&sslmode=%s&ApplicationName=shiplog"
      $database.host (toString $database.port) (urlquery $database.coreDatabase) (urlquery $database.username) .password $database.sslmode -}}
{{- if and .root.Values.caBundleSecretName (hasPrefix "verify-" $database.sslmode) -}}
{{- $url = printf "%s&sslrootcert=/etc/shiplog/ca/ca.crt" $url -}}
{{- end -}}
{{- $url -}}
{{- end -}}

{{/* What schema and defaults cannot say. */}}
{{- define "shiplog.validate" -}}
{{- $database := .Values.database.external -}}
{{- if not $database.existingSecretUrlKey -}}
{{- $_ := required "database.external.host must be set: the chart brings no PostgreSQL along" $database.host -}}
{{- if not (or $database.existingSecret $database.password) -}}
{{- fail "database.external.password or database.external.existingSecret must be set" -}}
{{- end -}}
{{- else if not $database.existingSecret -}}
{{- fail "database.external.existingSecretUrlKey names a key of database.external.existingSecret, which must be set" -}}
{{- end -}}
{{- $storage := .Values.persistence.imageChartStorage -}}
{{- $largest := ternary .Values.node.autoscaling.maxReplicas .Values.node.replicas .Values.node.autoscaling.enabled -}}
{{- if include "shiplog.storesFiles" . -}}
{{- if gt (int $largest) 1 -}}
{{- if not .Values.persistence.enabled -}}
{{- fail "more than one node needs persistence.enabled, or imageChartStorage.type s3: all nodes must see the same blobs" -}}
{{- end -}}
{{- $claim := .Values.persistence.persistentVolumeClaim.registry -}}
{{- if and (not $claim.existingClaim) (ne $claim.accessMode "ReadWriteMany") -}}
{{- fail "more than one node needs a volume with accessMode ReadWriteMany, or imageChartStorage.type s3" -}}
{{- end -}}
{{- end -}}
{{- else -}}
{{- $_ := required "persistence.imageChartStorage.s3.bucket must be set" $storage.s3.bucket -}}
{{- if ne (empty $storage.s3.accesskey) (empty $storage.s3.secretkey) -}}
{{- fail "persistence.imageChartStorage.s3.accesskey and secretkey must both be set, or neither" -}}
{{- end -}}
{{- end -}}
{{- if and (eq .Values.expose.tls.certSource "none") (ne .Values.expose.type "ingress") .Values.expose.tls.enabled -}}
{{- fail "expose.tls.certSource none is for an ingress only" -}}
{{- end -}}
{{- if .Values.node.autoscaling.enabled -}}
{{- if not ((.Values.node.resources).requests).cpu -}}
{{- fail "node.autoscaling needs node.resources.requests.cpu: the load is measured against it" -}}
{{- end -}}
{{- if gt (int .Values.node.autoscaling.minReplicas) (int .Values.node.autoscaling.maxReplicas) -}}
{{- fail "node.autoscaling.minReplicas must not be above maxReplicas" -}}
{{- end -}}
{{- end -}}
{{- if eq .Values.internalTLS.certSource "certManager" -}}
{{- $_ := required "internalTLS.certManager.issuerRef.name must be set" .Values.internalTLS.certManager.issuerRef.name -}}
{{- end -}}
{{- end -}}
