using System.Buffers.Binary;

namespace LocalAzure.Foundry.Answers;

/// <summary>A moment of silence in the sound formats that are simulated.</summary>
internal static class SilentAudio
{
    private const int Rate = 24_000;

    /// <summary>Bytes of a tenth of a second.</summary>
    private const int Data = Rate / 5;

    /// <summary>Bytes of one MP3 frame.</summary>
    private const int Frame = 417;

    public static (string ContentType, byte[] Bytes)? In(string format) =>
        format switch
        {
            "mp3" => ("audio/mpeg", Mp3()),
            "wav" => ("audio/wav", Wav()),
            "pcm" => ("audio/pcm", new byte[Data]),
            _ => null,
        };

    /// <summary>Ten frames of MPEG-1 layer 3, 128 kbit/s at 44.1 kHz: a header and zeros.</summary>
    private static byte[] Mp3()
    {
        var bytes = new byte[Frame * 10];
        for (var at = 0; at < bytes.Length; at += Frame)
        {
            BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(at), 0xFFFB9000);
        }

        return bytes;
    }

    /// <summary>A tenth of a second, 16 bits, one channel.</summary>
    private static byte[] Wav()
    {
        var bytes = new byte[44 + Data];
        "RIFF"u8.CopyTo(bytes);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(4), 36 + Data);
        "WAVEfmt "u8.CopyTo(bytes.AsSpan(8));
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(16), 16);
        BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(20), 1);
        BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(22), 1);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(24), Rate);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(28), Rate * 2);
        BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(32), 2);
        BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(34), 16);
        "data"u8.CopyTo(bytes.AsSpan(36));
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(40), Data);
        return bytes;
    }
}
