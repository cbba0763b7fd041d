import hashlib
import importlib.machinery
import importlib.util
import json
import os
import tarfile
import tempfile
import unittest

HERE = os.path.dirname(os.path.realpath(__file__))
BUILD = os.path.join(os.path.dirname(os.path.dirname(HERE)), "images", "build")
loader = importlib.machinery.SourceFileLoader("image_build", BUILD)
build = importlib.util.module_from_spec(importlib.util.spec_from_loader("image_build", loader))
loader.exec_module(build)


@unittest.skipUnless(os.path.exists(build.BUSYBOX), "needs busybox-static: /usr/bin/busybox is missing")
class Images(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        build.build(self.folder.name, ["exits"])

    def read(self, name):
        with open(os.path.join(self.folder.name, name), "rb") as source:
            return source.read()

    def test_the_same_bytes_every_time(self):
        first = [self.read("exits.tar"), self.read("exits.oci.tar")]
        build.build(self.folder.name, ["exits"])
        self.assertEqual(first, [self.read("exits.tar"), self.read("exits.oci.tar")])

    def test_the_docker_archive_names_what_it_holds(self):
        with tarfile.open(os.path.join(self.folder.name, "exits.tar")) as archive:
            manifest = json.load(archive.extractfile("manifest.json"))[0]
            config = archive.extractfile(manifest["Config"]).read()
            layer = archive.extractfile(manifest["Layers"][0]).read()
        self.assertEqual(manifest["Config"], hashlib.sha256(config).hexdigest() + ".json")
        self.assertEqual(["sha256:" + hashlib.sha256(layer).hexdigest()], json.loads(config)["rootfs"]["diff_ids"])

    def test_every_blob_of_the_oci_archive_has_the_digest_in_its_name(self):
        with tarfile.open(os.path.join(self.folder.name, "exits.oci.tar")) as archive:
            blobs = {name: archive.extractfile(name).read() for name in archive.getnames() if name.startswith("blobs/")}
            index = json.load(archive.extractfile("index.json"))
        for name, data in blobs.items():
            self.assertEqual(name, "blobs/sha256/" + hashlib.sha256(data).hexdigest())
        self.assertIn("blobs/" + index["manifests"][0]["digest"].replace(":", "/"), blobs)
