package dev.respawn.probe;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** A process that serves one page on a port of its loopback, until it is killed. */
final class OneAnswer {
    private OneAnswer() {}

    public static void main(String[] arguments) throws IOException {
        try (ServerSocket listening =
                new ServerSocket(Integer.parseInt(arguments[0]), 50, InetAddress.getLoopbackAddress())) {
            System.out.println("listening");
            while (true) {
                Socket socket = listening.accept();
                HostileServer.Connection connection = new HostileServer.Connection(socket, 1);
                connection.request();
                connection.say("HTTP/1.1 200 OK\r\nContent-Length: 10\r\nConnection: close\r\n\r\nfrom there");
                socket.close();
            }
        }
    }
}
