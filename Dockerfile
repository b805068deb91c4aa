# The image of every role: the shop, the key-value nodes, the replicated log.
#
#   docker build -t saleproof .
#
# Stages: build (Maven; the program without its embedded stores, and once more with them), train (a start
# of the first on the embedded database of the second, so that the JVM can write its AOT cache), and what
# is left of both. Needs BuildKit, which is Docker's default.

ARG RUNTIME=eclipse-temurin:25.0.4_7-jre-noble
ARG BUILDER=maven:3.9.11-eclipse-temurin-25

# --- build ---------------------------------------------------------------------------------------
FROM ${BUILDER} AS build
WORKDIR /build
COPY .mvn .mvn
COPY pom.xml .
COPY src/main src/main
ARG MAVEN="mvn -B -ntp -q -Dquick -Dmaven.test.skip=true -Dspotless.check.skip=true -Dmaven.repo.local=/m2"
ENV MAVEN_OPTS="--enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow"
# With the embedded database, which the training talks to and the image doesn't have.
RUN --mount=type=cache,target=/m2,sharing=locked \
    ${MAVEN} package \
 && mv target/quarkus-app /build/embedded
# aot-jar: everything on one class path, which is all that the AOT cache can hold.
RUN --mount=type=cache,target=/m2,sharing=locked \
    ${MAVEN} -Pcluster -Dquarkus.package.jar.type=aot-jar \
      -Dquarkus.dependency.sbom.runtime-only=true -Dquarkus.dependency.sbom.output-file=/build/sbom.cdx.json \
      package quarkus:dependency-sbom \
 && test -s /build/sbom.cdx.json \
 && mv target/quarkus-app /build/shop
# Maven lists what the program depends on, the embedded stores too: this is about what is in the image.
COPY deploy/image/Sbom.java .
RUN java -cp '/build/shop/lib/main/*' Sbom.java sbom.cdx.json shop

# --- train ---------------------------------------------------------------------------------------
# In the very runtime of the image, at the very path: a cache is good for no other.
FROM ${RUNTIME} AS train
COPY --from=build /build/shop /opt/saleproof
COPY --from=build /build/embedded /embedded
COPY deploy/image/start.sh deploy/image/health.sh deploy/image/train.sh /opt/saleproof/
RUN bash /opt/saleproof/train.sh /opt/saleproof /embedded && rm /opt/saleproof/train.sh

# --- the image -----------------------------------------------------------------------------------
FROM ${RUNTIME}
LABEL org.opencontainers.image.title="Saleproof" \
      org.opencontainers.image.description="An e-commerce backend that stays exact on sale days" \
      org.opencontainers.image.licenses="Apache-2.0"
RUN groupadd --system --gid 10001 saleproof \
 && useradd --system --uid 10001 --gid saleproof --no-create-home --home-dir /nonexistent \
      --shell /usr/sbin/nologin saleproof \
 && install -d -o saleproof -g saleproof -m 0750 /data
# Times and owners as in training: the cache checks the files it was made from.
COPY --from=train /opt/saleproof /opt/saleproof
COPY --from=build /build/sbom.cdx.json /opt/saleproof/sbom.cdx.json
COPY LICENSE NOTICE /opt/saleproof/
USER 10001:10001
WORKDIR /opt/saleproof
# What a role writes, it writes to a volume here; everything else may be read-only, with a /tmp.
ENV SALEPROOF_DATA_DIR=/data \
    LANG=C.UTF-8
EXPOSE 8080
# As long as the slowest start on a busy machine, before it counts.
HEALTHCHECK --interval=5s --timeout=4s --start-period=60s --retries=3 CMD ["/opt/saleproof/health.sh"]
# The program leaves the registry, finishes what runs, and ends.
STOPSIGNAL SIGTERM
ENTRYPOINT ["/opt/saleproof/start.sh"]
