namespace StableDino.Checkpoints;

/// <summary>The instructions of pickle protocols 0 to 5, by their bytes.</summary>
internal static class PickleOpcode
{
    public const byte Mark = (byte)'(', Stop = (byte)'.', Pop = (byte)'0', PopMark = (byte)'1', Dup = (byte)'2',
        Proto = 0x80, Frame = 0x95;
    public const byte None = (byte)'N', NewTrue = 0x88, NewFalse = 0x89;
    public const byte Int = (byte)'I', Long = (byte)'L', BinInt = (byte)'J', BinInt1 = (byte)'K', BinInt2 = (byte)'M',
        Long1 = 0x8a, Long4 = 0x8b;
    public const byte Float = (byte)'F', BinFloat = (byte)'G';
    public const byte String = (byte)'S', BinString = (byte)'T', ShortBinString = (byte)'U';
    public const byte Unicode = (byte)'V', BinUnicode = (byte)'X', ShortBinUnicode = 0x8c, BinUnicode8 = 0x8d;
    public const byte BinBytes = (byte)'B', ShortBinBytes = (byte)'C', BinBytes8 = 0x8e, ByteArray8 = 0x96;
    public const byte EmptyList = (byte)']', Append = (byte)'a', Appends = (byte)'e', List = (byte)'l';
    public const byte EmptyDict = (byte)'}', SetItem = (byte)'s', SetItems = (byte)'u', Dict = (byte)'d';
    public const byte EmptyTuple = (byte)')', Tuple = (byte)'t', Tuple1 = 0x85, Tuple2 = 0x86, Tuple3 = 0x87;
    public const byte EmptySet = 0x8f, AddItems = 0x90, FrozenSet = 0x91;
    public const byte Get = (byte)'g', BinGet = (byte)'h', LongBinGet = (byte)'j', Put = (byte)'p', BinPut = (byte)'q',
        LongBinPut = (byte)'r', Memoize = 0x94;
    public const byte Global = (byte)'c', StackGlobal = 0x93, Reduce = (byte)'R', Build = (byte)'b', NewObj = 0x81,
        BinPersId = (byte)'Q';

    /// <summary>
    /// Instructions that exist and are never needed for weights: each would have a type looked up, or reaches outside
    /// the file.
    /// </summary>
    public static string? RefusedName(byte opcode) => opcode switch
    {
        (byte)'i' => "INST",
        (byte)'o' => "OBJ",
        (byte)'P' => "PERSID",
        0x82 or 0x83 or 0x84 => "EXT",
        0x92 => "NEWOBJ_EX",
        0x97 => "NEXT_BUFFER",
        0x98 => "READONLY_BUFFER",
        _ => null,
    };
}
