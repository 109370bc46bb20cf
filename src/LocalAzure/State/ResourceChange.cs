namespace LocalAzure.State;

/// <summary>One change of the store, told after it happened.</summary>
public sealed record ResourceChange(ChangeKind Kind, ArmResource Resource);
