namespace SoftCfg.Files;

/// <summary>One entry of a zip archive, as its central directory describes it.</summary>
/// <param name="Name">Path within the archive.</param>
/// <param name="Method">0 if stored, 8 if deflated; others are rare.</param>
/// <param name="Flags">General purpose flags.</param>
/// <param name="Checksum">CRC-32 of the content.</param>
/// <param name="StoredBytes">Bytes in the archive.</param>
/// <param name="Bytes">Bytes of the content.</param>
/// <param name="HeaderOffset">Where its local header is.</param>
internal sealed record ZipEntry(string Name, ushort Method, ushort Flags, uint Checksum, long StoredBytes, long Bytes,
    long HeaderOffset)
{
    private const ushort EncryptedFlag = 1;

    /// <summary>Whether a password is needed.</summary>
    internal bool IsEncrypted => (Flags & EncryptedFlag) != 0;

    /// <summary>Whether the bytes in the archive are the content itself.</summary>
    internal bool IsStored => Method == 0 && StoredBytes == Bytes && !IsEncrypted;
}
