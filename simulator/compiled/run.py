import ctypes, time
import numpy as np
import llvmlite.binding as llvm
from simulator.compiled.layout import *
from simulator.compiled.layout import fill, layout, PILE_WORDS, OnePile, Piles, Machine
from simulator.opening import prepare, Ground
from simulator.closing import write_up

def load(path, name):
    llvm.initialize_native_target(); llvm.initialize_native_asmprinter()
    jit=llvm.create_lljit_compiler()
    lib=(llvm.JITLibraryBuilder().add_object_img(open(path,'rb').read())
        .import_symbol("more_memory", ctypes.cast(ctypes.pythonapi.PyMem_RawRealloc, ctypes.c_void_p).value)
        .export_symbol(name).link(jit,"play"))
    return (jit,lib), ctypes.CFUNCTYPE(ctypes.c_int32, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int64)(lib[name])

libc=ctypes.pythonapi
libc.malloc=libc.PyMem_RawMalloc
libc.malloc.restype=ctypes.c_void_p; libc.malloc.argtypes=[ctypes.c_size_t]

def set_pile(words, at, numbers):
    numbers=np.asarray(numbers,dtype=np.int64)
    if len(numbers):
        p=libc.malloc(8*len(numbers))
        ctypes.memmove(p, numbers.ctypes.data, 8*len(numbers))
        words[at:at+4]=(p,len(numbers),len(numbers),0)

def table_of(world, roots, asked):
    kept=[]
    people=len(world.staff.role)
    leaves=1
    while leaves<people: leaves*=2
    m=Machine(world,0,np.zeros(leaves,np.int64),np.zeros(2*leaves,np.int32),[],roots.astype(np.int32),asked.astype(np.int32))
    table=np.zeros(layout().words,np.int64)
    fill(table,m,Machine,kept)
    for kind,parts in layout().parts.items():
        for n,part in parts.items():
            if isinstance(part,Piles):
                v=getattr(world,n); arr=np.zeros(4*len(v),np.int64)
                for i,x in enumerate(v): set_pile(arr,4*i,x)
                kept.append(arr); table[part.word]=arr.ctypes.data; table[part.word+1]=len(v)
            elif isinstance(part,OnePile) and n=='later':
                set_pile(table,part.word,world.later)
    return table,kept
def replay(workload, fn, ground=None):
    world=prepare(workload,ground)
    t0=time.perf_counter()
    table,kept=table_of(world,workload.roots,workload.slots.asked[workload.roots])
    t1=time.perf_counter()
    a=ctypes.c_int64(); b=ctypes.c_int64()
    st=fn(ctypes.addressof(a),ctypes.addressof(b),table.ctypes.data)
    t2=time.perf_counter()
    assert st==0,st
    w=layout().parts[type(world)]['log'].word
    p,n=int(table[w]),int(table[w+1])
    rows=np.ctypeslib.as_array(ctypes.cast(p,ctypes.POINTER(ctypes.c_int32)),(n*2,)) if n else np.zeros(0,np.int32)
    world.log=rows
    print('table',t1-t0,'play',t2-t1)
    return write_up(world,workload)
