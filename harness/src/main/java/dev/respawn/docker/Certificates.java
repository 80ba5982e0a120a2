package dev.respawn.docker;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.CertPathBuilderException;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;

/** What is shown to an engine over TLS and what of it is believed, and in plain words why that did not do. */
final class Certificates {
    private static final int FILE_MOST = 1 << 20;
    private static final char[] NO_PASSWORD = "none".toCharArray();
    private static final Pattern BROKEN = Pattern.compile("(?i)broken pipe|connection reset|closed");
    private static final Pattern ALERT = Pattern.compile("Received fatal alert: ([a-z_]+)");

    private final Access.Tls from;
    private final URI engine;
    private final SSLContext context;
    private final Optional<X509Certificate> own;
    private volatile boolean accepted;

    private Certificates(Access.Tls from, URI engine, SSLContext context, Optional<X509Certificate> own) {
        this.from = from;
        this.engine = engine;
        this.context = context;
        this.own = own;
    }

    /**
     * Reads them.
     *
     * @throws NoWay if one is needed and cannot be read
     */
    static Certificates read(Access.Tls from, URI engine) throws NoWay {
        try {
            Optional<List<Certificate>> chain = Files.exists(from.certificate()) || Files.exists(from.key())
                    ? Optional.of(certificates(from.certificate()))
                    : Optional.empty();
            KeyManager[] shown = chain.isPresent() ? managers(chain.get(), key(from.key())) : new KeyManager[0];
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(shown, believed(from), null);
            return new Certificates(
                    from, engine, context, chain.map(it -> it.get(0)).map(X509Certificate.class::cast));
        } catch (GeneralSecurityException e) {
            throw new NoWay("the certificates in '" + from.directory() + "' do not do: " + e.getMessage(), e);
        }
    }

    private static KeyManager[] managers(List<Certificate> chain, PrivateKey key)
            throws GeneralSecurityException, NoWay {
        KeyStore store = empty();
        store.setKeyEntry("own", key, NO_PASSWORD, chain.toArray(new Certificate[0]));
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, NO_PASSWORD);
        return factory.getKeyManagers();
    }

    private static TrustManager[] believed(Access.Tls from) throws GeneralSecurityException, NoWay {
        if (!from.verified()) {
            return new TrustManager[] {new Everybody()};
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        if (Files.exists(from.authorities())) {
            KeyStore store = empty();
            int number = 0;
            for (Certificate authority : certificates(from.authorities())) {
                store.setCertificateEntry("authority-" + number++, authority);
            }
            factory.init(store);
        } else {
            factory.init((KeyStore) null);
        }
        return factory.getTrustManagers();
    }

    private static KeyStore empty() throws GeneralSecurityException, NoWay {
        try {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            return store;
        } catch (IOException e) {
            throw new NoWay("no certificates can be held: " + e.getMessage(), e);
        }
    }

    private static List<Certificate> certificates(Path file) throws NoWay {
        try {
            List<Certificate> read = List.copyOf(CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(text(file).getBytes(StandardCharsets.UTF_8))));
            if (!read.isEmpty()) {
                return read;
            }
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            throw unreadable(file, "certificate", e);
        }
        throw new NoWay("'" + file + "' holds no certificate; wanted one in PEM");
    }

    /** PKCS 8, PKCS 1 and EC keys, as docker's own client takes them, with or without parameters before them. */
    private static PrivateKey key(Path file) throws NoWay {
        try (PEMParser parser = new PEMParser(new StringReader(text(file)))) {
            for (Object part = parser.readObject(); part != null; part = parser.readObject()) {
                if (part instanceof PEMKeyPair pair) {
                    return new JcaPEMKeyConverter().getPrivateKey(pair.getPrivateKeyInfo());
                }
                if (part instanceof PrivateKeyInfo key) {
                    return new JcaPEMKeyConverter().getPrivateKey(key);
                }
            }
        } catch (IOException | RuntimeException e) {
            throw unreadable(file, "private key", e);
        }
        throw new NoWay("'" + file + "' holds no private key; wanted one in PEM, without a password");
    }

    private static String text(Path file) throws IOException {
        if (!Files.exists(file)) {
            throw new NoWay("'" + file + "' is not there; `cert.pem` and `key.pem` are wanted together");
        }
        if (Files.size(file) > FILE_MOST) {
            throw new NoWay("'" + file + "' has more than " + FILE_MOST + " bytes");
        }
        return Files.readString(file);
    }

    private static NoWay unreadable(Path file, String what, Exception e) {
        return e instanceof NoWay known
                ? known
                : new NoWay("'" + file + "' holds no " + what + " that can be read: " + e.getMessage(), e);
    }

    SSLContext context() {
        return context;
    }

    /** The engine has answered over TLS. */
    void accepted() {
        accepted = true;
    }

    boolean verified() {
        return from.verified();
    }

    /** The same failure in plain words, if it is one of TLS. */
    IOException explained(IOException failure) {
        Optional<String> why = why(failure);
        return why.isEmpty() ? failure : new NoWay(why.get(), failure);
    }

    private Optional<String> why(Throwable failure) {
        for (Throwable at = failure; at != null; at = at.getCause()) {
            String message = String.valueOf(at.getMessage());
            if (at instanceof CertificateExpiredException || at instanceof CertificateNotYetValidException) {
                return Optional.of("the engine's certificate is not valid now: " + message);
            }
            if (at instanceof CertPathBuilderException) {
                return Optional.of("the engine's certificate is not signed by an authority that is believed here: "
                        + (Files.exists(from.authorities())
                                ? "none in '" + from.authorities() + "' has signed it"
                                : "'" + from.authorities() + "' is not there"));
            }
            Matcher alert = ALERT.matcher(message);
            if (alert.find()) {
                return Optional.of(refused(alert.group(1)));
            }
            if (message.contains("Unsupported or unrecognized SSL message")) {
                return Optional.of("no TLS is spoken there");
            }
        }
        for (Throwable at = failure; at != null; at = at.getCause()) {
            if (at instanceof SSLPeerUnverifiedException
                    || (at instanceof CertificateException
                            && String.valueOf(at.getMessage()).contains("alternative"))) {
                return Optional.of("the engine's certificate is for somebody else than '" + engine.getHost() + "': "
                        + at.getMessage());
            }
            // Who is refused may find the connection closed before the reason has come.
            if (!accepted
                    && at instanceof IOException
                    && BROKEN.matcher(String.valueOf(at.getMessage())).find()) {
                return Optional.of("the connection broke off, most likely because the engine " + wanting());
            }
        }
        return Optional.empty();
    }

    private String refused(String alert) {
        return "the engine " + wanting() + " (" + alert.replace('_', ' ').toLowerCase(Locale.ROOT) + ")";
    }

    /** What is wrong with what is shown, as far as it is seen from here. */
    private String wanting() {
        if (own.isEmpty()) {
            return "wants a certificate, and '" + from.certificate() + "' is not there";
        }
        String refused = "does not accept the certificate '" + from.certificate() + "'";
        try {
            own.get().checkValidity();
            return refused + "; wanted one that is signed by its own authority";
        } catch (CertificateExpiredException e) {
            return refused + ", which expired on " + own.get().getNotAfter().toInstant();
        } catch (CertificateNotYetValidException e) {
            return refused + ", which is valid only from "
                    + own.get().getNotBefore().toInstant() + " on";
        }
    }

    /** For whoever asked for no proof. */
    private static final class Everybody implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
