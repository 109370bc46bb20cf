namespace EndToEnd.Tests.Driving;

/// <summary>What opens the functions, and what opens the administration routes.</summary>
public sealed record HostKeys(string Function, string Master);
