using System.Buffers.Binary;
using System.Text;
using SoftCfg.Files;

namespace SoftCfg.Npz;

/// <summary>What stands before the elements of an array: format versions 1.0, 2.0 and 3.0.</summary>
/// <param name="Descr">The element type in numpy's notation, such as <c>|u1</c>.</param>
/// <param name="FortranOrder">Whether the first dimension varies fastest.</param>
/// <param name="Shape">The dimensions.</param>
/// <remarks>Source: numpy's NEP 1 and numpy.lib.format.</remarks>
internal sealed record NpyHeader(string Descr, bool FortranOrder, long[] Shape)
{
    /// <summary>More than any array of numbers needs; a version-2 header could claim four gigabytes.</summary>
    private const long MaximumBytes = 64 << 10;

    /// <summary>Reads a header, and leaves the content at the first element.</summary>
    /// <param name="content">The member, at its beginning.</param>
    /// <param name="error">Makes the exception of a problem.</param>
    internal static NpyHeader Read(ZipContent content, Func<string, Exception> error)
    {
        Span<byte> start = stackalloc byte[8];
        Take(content, start, error);
        if (start[0] != 0x93 || !start[1..6].SequenceEqual("NUMPY"u8))
            throw error("does not begin as a .npy file does. Write it with numpy.savez.");
        var (major, minor) = (start[6], start[7]);
        if (major is < 1 or > 3 || minor != 0)
            throw error($"is in .npy format {major}.{minor}; known are 1.0, 2.0 and 3.0.");

        Span<byte> length = stackalloc byte[4];
        length.Clear();
        Take(content, major == 1 ? length[..2] : length, error);
        var bytes = BinaryPrimitives.ReadUInt32LittleEndian(length);
        if (bytes > MaximumBytes)
            throw error($"claims a header of {bytes} bytes; at most {MaximumBytes} are allowed.");
        var text = new byte[Math.Min(bytes, Math.Max(content.Remaining, 0))];
        if (text.Length < bytes)
            throw error($"ends inside its header of {bytes} bytes. The file is damaged.");
        content.Read(text);
        try
        {
            return NpyHeaderParser.Parse(major == 3 ? Encoding.UTF8.GetString(text) : Encoding.Latin1.GetString(text));
        }
        catch (FormatException e)
        {
            throw error($"has a header that cannot be understood: {e.Message}.");
        }
    }

    private static void Take(ZipContent content, Span<byte> destination, Func<string, Exception> error)
    {
        if (content.Remaining < destination.Length)
            throw error("ends inside its header. The file is damaged.");
        content.Read(destination);
    }
}
