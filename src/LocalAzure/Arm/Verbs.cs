namespace LocalAzure.Arm;

/// <summary>What may be done with a resource type.</summary>
[Flags]
internal enum Verbs
{
    None = 0,
    Get = 1,
    List = 2,
    Put = 4,
    Patch = 8,
    Delete = 16,
    Head = 32,
    ReadOnly = Get | List,
    All = Get | List | Put | Patch | Delete | Head,
}
