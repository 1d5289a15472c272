package io.airloom.medium;

import io.airloom.ieee80211.MacAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.LongStream;

/// A radio on the air. Made by {@link Air#join}; everything that changes belongs to the air's
/// thread.
public final class Radio {
    /// Addresses that a radio may announce.
    public static final int MAX_ADDRESSES = 64;

    /// Addresses that are remembered from what a radio sends.
    static final int MAX_LEARNT_ADDRESSES = 8;

    private final int id;
    private final String name;
    private final String node;
    private final byte[] nameOctets;
    private final long nameBits;
    private final long key;
    private final Receiver receiver;
    private final Figures.Sender figures;
    private final AddressSet announced = new AddressSet(MAX_ADDRESSES);
    private final AddressSet learnt = new AddressSet(MAX_LEARNT_ADDRESSES);
    private int lastFreqMhz;
    private long lastFrame;
    private int seat;
    private int travelling;
    private boolean present = true;

    Radio(int id, String name, long key, Receiver receiver, Figures.Sender figures, int seat) {
        this.id = id;
        this.name = name;
        this.node = nodeOf(name);
        this.nameOctets = name.getBytes(StandardCharsets.UTF_8);
        this.nameBits = Draws.of(name);
        this.figures = figures;
        this.key = key;
        this.receiver = receiver;
        this.seat = seat;
    }

    /// Number of the radio, never given to another one on this air.
    public int id() {
        return id;
    }

    /// What people call it.
    public String name() {
        return name;
    }

    /// Whose it is: its name, of a guest's further radios without their number, `ap1` of `ap1.2`.
    public String node() {
        return node;
    }

    /// Whose radio it is that has this name.
    public static String nodeOf(String radio) {
        int end = radio.length();
        while (end > 0 && Character.isDigit(radio.charAt(end - 1))) {
            end--;
        }
        boolean numbered = end > 1 && end < radio.length() && radio.charAt(end - 1) == '.';
        return numbered ? radio.substring(0, end - 1) : radio;
    }

    /// The name as 64 bits, for draws.
    long nameBits() {
        return nameBits;
    }

    /// What it has sent so far, also before it left and came again.
    Figures.Sender figures() {
        return figures;
    }

    /// The name in UTF-8; not to be changed.
    byte[] nameOctets() {
        return nameOctets;
    }

    /// What its kernel calls it: a MAC address, unique only within that kernel.
    public long key() {
        return key;
    }

    /// Who has it.
    public Receiver receiver() {
        return receiver;
    }

    /// The frequency of the last frame that it sent; 0 if it has not sent any.
    public int lastFreqMhz() {
        return lastFreqMhz;
    }

    /// Which frame of the air was the last one that it sent, counted from 1; 0 if it has not sent
    /// any.
    public long lastFrame() {
        return lastFrame;
    }

    /// Is it still on the air?
    public boolean isPresent() {
        return present;
    }

    /// How many addresses it has announced and not taken back.
    public int announcedAddresses() {
        return announced.size();
    }

    /// What it answers to as far as is known: announced or sent from. Allocates.
    public List<Long> addresses() {
        return LongStream.concat(announced.stream(), learnt.stream()).distinct().boxed().toList();
    }

    /// Has it announced this address?
    boolean announces(long address) {
        return announced.contains(address);
    }

    /// Has it sent frames from this address?
    boolean sentFrom(long address) {
        return learnt.contains(address);
    }

    boolean announce(long address) {
        return announced.add(address);
    }

    void withdraw(long address) {
        announced.remove(address);
        learnt.remove(address);
    }

    /// Takes note of when, where and as whom the radio sends.
    void sends(long frame, int freqMhz, long transmitterAddress) {
        lastFrame = frame;
        lastFreqMhz = freqMhz;
        if (transmitterAddress != MacAddress.NONE && !MacAddress.isGroup(transmitterAddress)) {
            learnt.addOverOldest(transmitterAddress);
        }
    }

    /// Takes what was known of it when it was on the air before for true until it says otherwise.
    void recall(int freqMhz, List<Long> addresses) {
        lastFreqMhz = freqMhz;
        addresses.forEach(learnt::addOverOldest);
    }

    /// Index among the radios of the air.
    int seat() {
        return seat;
    }

    void seat(int index) {
        seat = index;
    }

    /// Frames of its own that are on their way through an air with a delay.
    int travelling() {
        return travelling;
    }

    void travelling(int frames) {
        travelling = frames;
    }

    void left() {
        present = false;
    }

    @Override
    public String toString() {
        return name + " (radio " + id + ", key " + MacAddress.toString(key) + ")";
    }
}
