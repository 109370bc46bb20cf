using System.Buffers.Binary;

namespace Importer.Health;

/// <summary>One second of silence, for testing models that listen.</summary>
internal static class SilentWav
{
    private const int SamplesPerSecond = 8_000;
    private const int HeaderLength = 44;

    /// <summary>A mono WAV of 16-bit samples at 8 kHz.</summary>
    public static byte[] OneSecond()
    {
        const int DataLength = SamplesPerSecond * 2;
        var wav = new byte[HeaderLength + DataLength];
        var header = wav.AsSpan(0, HeaderLength);
        "RIFF"u8.CopyTo(header);
        BinaryPrimitives.WriteInt32LittleEndian(header[4..], HeaderLength - 8 + DataLength);
        "WAVEfmt "u8.CopyTo(header[8..]);
        BinaryPrimitives.WriteInt32LittleEndian(header[16..], 16);
        BinaryPrimitives.WriteInt16LittleEndian(header[20..], 1);
        BinaryPrimitives.WriteInt16LittleEndian(header[22..], 1);
        BinaryPrimitives.WriteInt32LittleEndian(header[24..], SamplesPerSecond);
        BinaryPrimitives.WriteInt32LittleEndian(header[28..], SamplesPerSecond * 2);
        BinaryPrimitives.WriteInt16LittleEndian(header[32..], 2);
        BinaryPrimitives.WriteInt16LittleEndian(header[34..], 16);
        "data"u8.CopyTo(header[36..]);
        BinaryPrimitives.WriteInt32LittleEndian(header[40..], DataLength);
        return wav;
    }
}
