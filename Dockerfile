# slogen, git, which reads the base that a plan compares with, and what the template for GitLab comments with:
#
#   docker build -t slogen .
#   docker run --rm -v "$PWD:/work" slogen validate slos/
#
# The program is static; what is mounted at /work is written as the user that --user names.
FROM golang:1.26-alpine AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 go build -trimpath -ldflags='-s -w' -o /slogen ./cmd/slogen

FROM alpine:3.22
# What is mounted belongs to others, and git would refuse to read it.
RUN apk add --no-cache curl git jq && git config --system --add safe.directory '*'
COPY --from=build /slogen /usr/local/bin/slogen
COPY .gitlab/comment.sh /usr/local/bin/slogen-comment
USER 65532:65532
WORKDIR /work
ENTRYPOINT ["slogen"]
