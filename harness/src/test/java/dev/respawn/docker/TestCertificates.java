package dev.respawn.docker;

import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.util.io.pem.PemObject;

/** Somebody who signs certificates for a test, and the directories in which docker looks for them. */
final class TestCertificates {
    /** How a key is written. */
    enum Form {
        PKCS1,
        PKCS8,
        EC
    }

    private final String name;
    private final KeyPair pair;
    private final X509Certificate certificate;

    TestCertificates(String name) throws Exception {
        this.name = name;
        this.pair = pair(Form.EC);
        this.certificate = signed(name, pair, true, "", Instant.now().plus(Duration.ofDays(1)));
    }

    private static KeyPair pair(Form form) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(form == Form.EC ? "EC" : "RSA");
        generator.initialize(form == Form.EC ? 256 : 2048);
        return generator.generateKeyPair();
    }

    private X509Certificate signed(String whose, KeyPair key, boolean authority, String address, Instant until)
            throws GeneralSecurityException, OperatorCreationException, IOException {
        JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                new X500Name("CN=" + name),
                BigInteger.valueOf(System.nanoTime()),
                Date.from(until.minus(Duration.ofDays(2))),
                Date.from(until),
                new X500Name("CN=" + whose),
                key.getPublic());
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
        if (!address.isEmpty()) {
            builder.addExtension(
                    Extension.subjectAlternativeName,
                    false,
                    new GeneralNames(new GeneralName(GeneralName.iPAddress, address)));
        }
        return new JcaX509CertificateConverter()
                .getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate())));
    }

    /** A directory of one who believes this authority, and shows nothing. */
    Path believing(Path directory) throws Exception {
        Files.createDirectories(directory);
        write(directory.resolve("ca.pem"), certificate);
        return directory;
    }

    /** What whoever believes somebody shows as signed by this authority. */
    Path showing(Path directory, Form form, String address, Instant until) throws Exception {
        Files.createDirectories(directory);
        KeyPair own = pair(form);
        write(directory.resolve("cert.pem"), signed("somebody", own, false, address, until));
        Path key = directory.resolve("key.pem");
        switch (form) {
            case PKCS1 -> write(key, own.getPrivate());
            case PKCS8 ->
                write(key, new PemObject("PRIVATE KEY", own.getPrivate().getEncoded()));
            // As openssl writes it, with the curve before it and in it.
            case EC ->
                write(
                        key,
                        new PemObject("EC PARAMETERS", SECObjectIdentifiers.secp256r1.getEncoded()),
                        new PemObject(
                                "EC PRIVATE KEY",
                                new ECPrivateKey(
                                                256,
                                                ((java.security.interfaces.ECPrivateKey) own.getPrivate()).getS(),
                                                SECObjectIdentifiers.secp256r1)
                                        .getEncoded()));
        }
        return directory;
    }

    /** One who believes this authority and shows what is signed by it. */
    Path trusted(Path directory, Form form) throws Exception {
        believing(directory);
        return showing(directory, form, "127.0.0.1", Instant.now().plus(Duration.ofDays(1)));
    }

    private static void write(Path file, Object... parts) throws IOException {
        StringWriter text = new StringWriter();
        try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
            for (Object part : parts) {
                writer.writeObject(part);
            }
        }
        Files.writeString(file, text.toString());
    }
}
