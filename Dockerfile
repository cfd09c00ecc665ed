# The same steps as outside: scripts/packages.sh knows the packages, the release preset builds.
FROM debian:12-slim AS build
WORKDIR /src
COPY scripts/packages.sh scripts/
RUN scripts/packages.sh build
COPY . .
RUN cmake --preset release -D TICKERD_TESTS=OFF \
  && cmake --build --preset release --target tickerd \
  && strip -o /tickerd build/release/server/app/tickerd

FROM debian:12-slim
COPY scripts/packages.sh /tmp/
RUN /tmp/packages.sh runtime \
  && rm -rf /tmp/packages.sh /var/lib/apt/lists/* \
  && useradd --system --user-group --create-home --home-dir /var/lib/tickerd --shell /usr/sbin/nologin tickerd
COPY --from=build /tickerd /usr/bin/tickerd
# From outside the container, 127.0.0.1 inside it cannot be reached.
ENV TICKERD_LISTEN_ADDRESS=0.0.0.0 TICKERD_OPERATIONS_ADDRESS=0.0.0.0
USER tickerd
WORKDIR /var/lib/tickerd
VOLUME /var/lib/tickerd
EXPOSE 8080 9464
HEALTHCHECK --interval=30s --timeout=5s --start-period=10s CMD ["tickerd", "healthcheck"]
ENTRYPOINT ["tickerd"]
CMD ["serve"]
