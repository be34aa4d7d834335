# The image with a JVM: Java 25, and an AOT cache (JEP 483 and 515) that a run of the demo makes,
# which cuts the CPU time of a start by two fifths.
# Dockerfile.native makes the one without. Its java commands have run outside of an image; the file has not been built yet.
#   docker build -t driftgate-jvm --build-arg REVISION=$(git rev-parse HEAD) .
#   docker run --rm --read-only --tmpfs /tmp -p 8080:8080 -p 9000:9000 -v $PWD/etc:/etc/driftgate:ro -v driftgate-state:/var/lib/driftgate driftgate-jvm

FROM docker.io/library/maven:3.9-eclipse-temurin-25 AS build
WORKDIR /code
# What changes rarely first, so that the download of dependencies is cached.
COPY pom.xml /code/
COPY .mvn /code/.mvn
RUN mvn -B -q dependency:go-offline
COPY policies /code/policies
COPY src /code/src
ARG REVISION=unknown
RUN mvn -B -q package -Dmaven.test.skip -Ddriftgate.revision=${REVISION} && mkdir -p /code/state

FROM docker.io/library/eclipse-temurin:25-jre
COPY --from=build /code/target/driftgate.jar /opt/driftgate/driftgate.jar
# The cache is good for this Java and this jar in this place; with others Java says so and starts without. What the demo has seen does not matter here:
# on a slow machine it may give up waiting, and the cache is made all the same.
RUN java -XX:AOTCacheOutput=/opt/driftgate/driftgate.aot -jar /opt/driftgate/driftgate.jar demo --once --port 0 --admin-port 0; \
  test -s /opt/driftgate/driftgate.aot
COPY --from=build --chown=10001:10001 /code/state /var/lib/driftgate
# Numbers, so that runAsNonRoot can be checked without looking into the image.
USER 10001:10001
EXPOSE 8080 9000
VOLUME /var/lib/driftgate
STOPSIGNAL SIGTERM
ENTRYPOINT ["java", "-XX:AOTCache=/opt/driftgate/driftgate.aot", "-XX:+UseSerialGC", "-Xms256m", "-Xmx256m", "-Xmn24m", "-jar", "/opt/driftgate/driftgate.jar"]
CMD ["serve"]
